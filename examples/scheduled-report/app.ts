import { App } from 'aws-cdk-lib';
import { ScheduledReportStack } from './scheduled-report-stack';

const app = new App();
new ScheduledReportStack(app, 'ScheduledReport');
app.synth();
