#!/usr/bin/env node
const { runInProcess } = require('../lib/cli/main');

runInProcess();
