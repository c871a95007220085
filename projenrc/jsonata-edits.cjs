// What make-sync-jsonata.cjs changes in the jsonata package beside removing async: where values come from (clock, randomness),
// how much an evaluation may use, and the places where it would write into a value that it was given.

/** Goes in front of the bundle. Its names are visible in every module of it. */
const PRELUDE = `'use strict';
// Jest runs modules in a context where each look-up of a global is slow, and an evaluation is mostly such look-ups.
const { Array, Date, isFinite, isNaN, JSON, Map, Math, Number, Object, Set, String } = globalThis;
// Marks of JSONata's own function values. Symbols, because a member of the data may have any name.
const LAMBDA = Symbol('lambda');
const NATIVE = Symbol('native function');

// What the running evaluation has used, and may use. One at a time: everything is synchronous.
const UNBOUNDED = { depth: 0, steps: 0, maxDepth: Infinity, maxSteps: Infinity, maxItems: Infinity, maxLength: Infinity };
let meter = UNBOUNDED;

const MAX_NESTING = 1000;

/** Thrown when an evaluation uses more than it may: "depth", "steps" or "memory". */
class LimitReached {
    constructor(limit) {
        this.limit = limit;
    }
}

function enter() {
    if (++meter.depth > meter.maxDepth) throw new LimitReached('depth');
    if (++meter.steps > meter.maxSteps) throw new LimitReached('steps');
}

function spend(steps) {
    meter.steps += steps;
    if (meter.steps > meter.maxSteps) throw new LimitReached('steps');
}

function checkItems(count) {
    if (count > meter.maxItems) throw new LimitReached('memory');
    spend(1 + (count >> 7));
}

function checkLength(length) {
    if (length > meter.maxLength) throw new LimitReached('memory');
}

/** A function that is not JSONata's own may look at all of its arguments: it costs steps in proportion. */
function chargeArguments(args) {
    let steps = 0;
    for (const arg of args) {
        if (typeof arg === 'string') steps += arg.length >> 4;
        else if (Array.isArray(arg)) steps += arg.length >> 6;
    }
    spend(steps);
}

function checkResult(result) {
    if (typeof result === 'string') {
        checkLength(result.length);
        spend(result.length >> 4);
    }
    return result;
}

function requireFinite(value) {
    if (!Number.isFinite(value)) throw { code: 'D1001', value: value };
}

function createSequence(item) {
    const sequence = arguments.length === 0 ? [] : [item];
    sequence.sequence = true;
    return sequence;
}

function isTupleStream(value) {
    return Array.isArray(value) && value.tupleStream === true;
}

function setMember(target, name, value) {
    if (name === '__proto__') Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
    else target[name] = value;
}

/** Every array and object in a value. */
function containersOf(value) {
    const found = new Set();
    const open = [value];
    while (open.length > 0) {
        const next = open.pop();
        if (typeof next !== 'object' || next === null || found.has(next)) continue;
        found.add(next);
        for (const name of Object.keys(next)) open.push(next[name]);
    }
    spend(found.size);
    return found;
}

/** A time without zone is UTC, not the machine's. */
function withZone(timestamp) {
    return /^\\d{4}(-\\d\\d){0,2}$|Z$|T.*[+-]\\d\\d:?\\d\\d$/.test(timestamp) ? timestamp : timestamp + 'Z';
}

const FOCUS = { createSequence };

/** Names and values that an expression sees; the frame of a whole evaluation asks its host for names that it does not bind itself. */
class Frame {
    constructor(parent) {
        this.parent = parent;
        this.base = parent === null ? null : parent.base;
        this.bindings = null;
        this.host = null;
    }

    bind(name, value) {
        if (this.bindings === null) this.bindings = new Map();
        this.bindings.set(name, value);
    }

    lookup(name) {
        for (let frame = this; frame !== null; frame = frame.parent) {
            if (frame.bindings !== null) {
                const value = frame.bindings.get(name);
                if (value !== undefined || frame.bindings.has(name)) return value;
            }
            if (frame.host !== null) {
                const value = frame.host.variable(name);
                if (value !== undefined) return value;
            }
        }
        return undefined;
    }

    get createSequence() {
        return createSequence;
    }

    get RegexEngine() {
        return this.host.RegexEngine;
    }
}
`;

/** Whole functions, made anew. */
const FUNCTIONS = {
  isPromise: '',
  isIterable: '',

  createFrame: `
function createFrame(enclosing) {
    return new Frame(enclosing);
}`,

  evaluateName: `
function evaluateName(expr, input) {
    return fn.lookup.call(FOCUS, input, expr.value);
}`,

  evaluateStep: `
function evaluateStep(expr, input, environment, lastStep) {
    if (expr.type === 'sort') {
        const sorted = evaluateSortExpression(expr, input, environment);
        return expr.stages ? evaluateStages(expr.stages, sorted, environment) : sorted;
    }
    const results = [];
    for (let index = 0; index < input.length; index++) {
        let value = evaluate(expr, input[index], environment);
        if (expr.stages) {
            for (const stage of expr.stages) value = evaluateFilter(stage.expr, value, environment);
        }
        if (value !== undefined) results.push(value);
    }
    if (lastStep && results.length === 1 && Array.isArray(results[0]) && !isSequence(results[0])) return results[0];
    const flat = createSequence();
    for (const value of results) {
        if (!Array.isArray(value) || value.cons) {
            flat.push(value);
        } else {
            checkItems(flat.length + value.length);
            for (let index = 0; index < value.length; index++) flat.push(value[index]);
        }
    }
    return flat;
}`,

  // The engine is made once for an expression, so where the next search starts is kept by each match, not by the engine.
  evaluateRegex: `
function evaluateRegex(expr, input, environment) {
    const Engine = environment.base.RegexEngine;
    if (expr.engineClass !== Engine) {
        expr.engine = new Engine(expr.value);
        expr.engineClass = Engine;
        // A search may read beyond the match that it finds, up to the end of the text: the likelier, the wider what is repeated.
        expr.lookAheadShift = !/[*+{]/.test(expr.value.source) ? 31 : /\\.[*+{]|\\[\\^|\\\\[SDW]/.test(expr.value.source) ? 6 : 9;
    }
    const search = (text, from) => {
        const engine = expr.engine;
        engine.lastIndex = from || 0;
        spend((text.length - engine.lastIndex) >> expr.lookAheadShift);
        const found = engine.exec(text);
        if (found === null) {
            spend((text.length - (from || 0)) >> 4);
            return undefined;
        }
        const end = found.index + found[0].length;
        const nextFrom = engine.lastIndex;
        spend(((end - (from || 0)) >> 4) + 2);
        return {
            match: found[0],
            start: found.index,
            end: end,
            groups: found.slice(1),
            next: () => {
                if (nextFrom >= text.length) return undefined;
                const next = search(text, nextFrom);
                if (next && next.match === '') {
                    // the search would never move on
                    throw { code: 'D1004', position: expr.position, value: expr.value.source };
                }
                return next;
            }
        };
    };
    return (text, from) => search(text, from);
}`,

  max: `
function max(args) {
    if (typeof args === 'undefined' || args.length === 0) return undefined;
    return args.reduce((most, each) => Math.max(most, each), -Infinity);
}`,

  min: `
function min(args) {
    if (typeof args === 'undefined' || args.length === 0) return undefined;
    return args.reduce((least, each) => Math.min(least, each), Infinity);
}`,

  pad: `
function pad(str, width, char) {
    if (typeof str === 'undefined') return undefined;
    const fill = typeof char === 'undefined' || char.length === 0 ? ' ' : char;
    const missing = Math.abs(Math.trunc(width)) - length(str);
    if (!(missing > 0)) return str;
    checkLength(missing);
    const padding = fill.length === 1 ? fill.repeat(missing) : substring(fill.repeat(Math.ceil(missing / length(fill))), 0, missing);
    return width > 0 ? str + padding : padding + str;
}`,

  join: `
function join(strs, separator) {
    if (typeof strs === 'undefined') return undefined;
    const between = typeof separator === 'undefined' ? '' : separator;
    checkLength(strs.reduce((total, str) => total + str.length, between.length * (strs.length - 1)));
    return strs.join(between);
}`,

  // A merge sort like the package's, but one that neither recurses nor copies for each item.
  sort: `
function sort(arr, comparator) {
    if (typeof arr === 'undefined') return undefined;
    if (arr.length <= 1) return arr;
    let isAfter = comparator;
    if (typeof comparator === 'undefined') {
        if (!isArrayOfNumbers(arr) && !isArrayOfStrings(arr)) throw { code: 'D3070', index: 1 };
        isAfter = (a, b) => a > b;
    }
    const sorted = (items) => {
        if (items.length <= 1) return items;
        spend(items.length >> 2);
        const middle = Math.floor(items.length / 2);
        const left = sorted(items.slice(0, middle));
        const right = sorted(items.slice(middle));
        const merged = [];
        let l = 0;
        let r = 0;
        while (l < left.length && r < right.length) merged.push(isAfter(left[l], right[r]) ? right[r++] : left[l++]);
        while (l < left.length) merged.push(left[l++]);
        while (r < right.length) merged.push(right[r++]);
        return merged;
    };
    return sorted(Array.from(arr));
}`,

  distinct: `
function distinct(arr) {
    if (!Array.isArray(arr) || arr.length <= 1) return arr;
    const results = isSequence(arr) ? this.createSequence() : [];
    const scalars = new Set();
    const containers = [];
    for (const value of arr) {
        if (typeof value !== 'object' || value === null) {
            // NaN differs from itself
            if (scalars.has(value) && value === value) continue;
            scalars.add(value);
        } else {
            if (containers.some((other) => deepEquals(value, other))) continue;
            containers.push(value);
        }
        results.push(value);
    }
    return results;
}`,

  // The package's own entry point knows the wall clock; this one is given a host.
  jsonata: `
function withMessage(error) {
    try {
        populateMessage(error);
    } catch (unprintable) {
        error.message = errorCodes[error.code];
    }
    return error;
}

function parse(source, withCoalescing) {
    try {
        return parser(source, false, withCoalescing);
    } catch (error) {
        throw withMessage(error);
    }
}

function run(ast, input, host, library, limits) {
    const outer = meter;
    const frame = new Frame(library);
    frame.base = frame;
    frame.host = host;
    frame.bind('$', input);
    let context = input;
    if (Array.isArray(input) && !isSequence(input)) {
        context = createSequence(input);
        context.outerWrapper = true;
    }
    meter = {
        depth: 0, steps: 0,
        maxDepth: limits.depth, maxSteps: limits.steps, maxItems: limits.items, maxLength: limits.length
    };
    try {
        return evaluate(ast, context, frame);
    } catch (error) {
        throw withMessage(error);
    } finally {
        meter = outer;
    }
}

function createLibrary(functions) {
    const library = new Frame(staticFrame);
    for (const [name, each] of Object.entries(functions)) {
        library.bind(name, each === undefined ? undefined : defineFunction(each.implementation, each.signature));
    }
    return library;
}

staticFrame.bind('now', defineFunction(function (picture, timezone) {
    return datetime.fromMillis(this.environment.base.host.now(), picture, timezone);
}, '<s?s?:s>'));
staticFrame.bind('millis', defineFunction(function () {
    return this.environment.base.host.now();
}, '<:n>'));`,
};

const lines = (...each) => each.join('\n');

const EDITS = [
  // ---- limits instead of callbacks ------------------------------------------------------------------------------
  {
    what: 'entry of evaluate',
    find: lines(
      '        environment.base.depth++;',
      '        environment.base.guardrails();',
      "        var entryCallback = environment.lookup(Symbol.for('jsonata.__evaluate_entry'));",
      '        if(entryCallback) {',
      '            entryCallback(expr, input, environment);',
      '        }'),
    put: '        enter();',
  },
  {
    what: 'exit of evaluate',
    find: lines(
      "        var exitCallback = environment.lookup(Symbol.for('jsonata.__evaluate_exit'));",
      '        if(exitCallback) {',
      '            exitCallback(expr, input, environment, result);',
      '        }', '', ''),
    put: '',
  },
  { what: 'depth at the exit', find: '        environment.base.depth--;', put: '        meter.depth--;' },
  { what: 'options of a focus', find: /\n *options: environment\.base\.options,/g, put: '', times: 6 },
  {
    what: 'size of an appended array',
    find: /if\(this\.options && size > this\.options\.sequence\) \{\n *throw \{\n *code: "D2015",\n *value: size\n *\};\n *\}/g,
    put: 'checkItems(size);',
  },
  {
    what: 'size of a range',
    find: /if\(environment\.base\.options && size > environment\.base\.options\.sequence\) \{\n *throw \{\n *code: "D2015",\n *value: size\n *\};\n *\}/g,
    put: '',
  },
  { what: 'largest range', find: '        if(size > 1e7) {', put: '        checkItems(size);\n        spend(size >> 2);\n        if(size > 1e7) {' },
  {
    what: 'loop over a range, which adding one does not end beyond 2^53',
    find: lines('for (var item = lhs, index = 0; item <= rhs; item++, index++) {', '            result[index] = item;'),
    put: lines('for (var index = 0; index < size; index++) {', '            result[index] = lhs + index;'),
  },
  {
    what: 'concatenation',
    find: '        result = lstr.concat(rstr);',
    put: '        checkLength(lstr.length + rstr.length);\n        spend((lstr.length + rstr.length) >> 6);\n        result = lstr.concat(rstr);',
  },
  {
    what: 'call of a native function',
    find: 'result = proc.implementation.apply(focus, validatedArgs);',
    put: 'chargeArguments(validatedArgs);\n                result = checkResult(proc.implementation.apply(focus, validatedArgs));',
  },
  { what: 'call of a partially applied native function', find: 'var result = proc.apply(focus, args);', put: 'chargeArguments(args);\n        var result = checkResult(proc.apply(focus, args));' },
  {
    what: 'text of a value',
    find: lines("                return val && isFunction(val) ? '' : val;", '            }, space);'),
    put: lines("                return val && isFunction(val) ? '' : val;", '            }, space);', '            checkResult(str);'),
  },
  { what: 'replacement by a text', find: '                    result += replacement;', put: '                    result += replacement;\n                    checkLength(result.length);' },
  { what: 'replacement by a function', find: 'result += replacedWith;', put: 'result += replacedWith;\n                            checkLength(result.length);' },
  { what: 'look-up in an array', find: '            for(var ii = 0; ii < input.length; ii++) {\n                var res =  lookup', put: '            spend(input.length);\n            for(var ii = 0; ii < input.length; ii++) {\n                var res =  lookup' },
  { what: 'effective boolean of an array', find: 'var trues = arg.filter(', put: 'spend(1 + (arg.length >> 2));\n                var trues = arg.filter(' },
  { what: 'names of the members of the items of an array', find: '                var allkeys = keys.call(this, arg[ii]);', put: '                spend(1);\n                var allkeys = keys.call(this, arg[ii]);' },
  { what: 'text of a part', find: '                if (typeof val !== \'undefined\' && val !== null && isNumeric(val)) {', put: '                spend(1);\n                if (typeof val !== \'undefined\' && val !== null && isNumeric(val)) {' },
  { what: 'characters of a text', find: '        var arr = [];\n        for (let char of str) {', put: '        spend(str.length >> 3);\n        var arr = [];\n        for (let char of str) {' },
  { what: 'membership', find: '        for(var i = 0; i < rhs.length; i++) {\n            if(rhs[i] === lhs) {', put: '        spend(rhs.length >> 2);\n        for(var i = 0; i < rhs.length; i++) {\n            if(rhs[i] === lhs) {' },
  { what: 'flattening', find: "        if(typeof flattened === 'undefined') {", put: "        spend(1);\n        if(typeof flattened === 'undefined') {" },
  { what: 'descendants', find: '        // this is the equivalent of //* in XPath', put: '        spend(1);\n        // this is the equivalent of //* in XPath' },
  { what: 'deep equality', find: "        if(typeof lhs === 'object' && typeof rhs === 'object' && lhs !== null && rhs !== null) {", put: "        spend(1);\n        if(typeof lhs === 'object' && typeof rhs === 'object' && lhs !== null && rhs !== null) {" },
  {
    what: 'names of members',
    find: "        return typeof arg === 'object' && arg !== null ? Object.keys(arg) : [];",
    put: "        if (typeof arg !== 'object' || arg === null) return [];\n        const names = Object.keys(arg);\n        spend(names.length >> 2);\n        return names;",
  },
  { what: 'formatting of an integer', find: '        value = Math.floor(value);\n\n        const format', put: '        requireFinite(value);\n        value = Math.floor(value);\n\n        const format' },
  { what: 'formatting of a number', find: '        var defaults = {', put: '        requireFinite(value);\n        var defaults = {' },

  // ---- nesting of the source ----------------------------------------------------------------------------------
  {
    what: 'parser of one expression',
    find: lines(
      '            var left;',
      '            var t = node;',
      '            advance(null, true);',
      '            left = t.nud();',
      '            while (rbp < node.lbp) {',
      '                t = node;',
      '                advance();',
      '                left = t.led(left);',
      '            }',
      '            return left;'),
    put: lines(
      '            checkNesting(node);',
      '            var t = node;',
      '            advance(null, true);',
      '            var left = t.nud();',
      '            while (rbp < node.lbp) {',
      '                t = node;',
      '                advance();',
      '                left = t.led(left);',
      '            }',
      '            nesting--;',
      '            return left;'),
  },
  {
    what: 'state of the parser',
    find: '        var errors = [];\n',
    put: lines(
      '        var errors = [];',
      '        var nesting = 0;',
      '        var checkNesting = function (at) {',
      "            if (++nesting > MAX_NESTING) throw { message: 'The expression is nested deeper than ' + MAX_NESTING + ' levels', position: at.position };",
      '        };', ''),
  },
  { what: 'entry of processAST', find: '        var processAST = function (expr) {\n            var result;', put: '        var processAST = function (expr) {\n            checkNesting(expr);\n            var result;' },
  { what: 'exit of processAST', find: '            return result;\n        };\n\n        // now invoke the tokenizer', put: '            nesting--;\n            return result;\n        };\n\n        // now invoke the tokenizer' },

  // ---- the operators that version 2.1 added ---------------------------------------------------------------------
  { what: 'parser', find: 'var parser = function (source, recover) {', put: 'var parser = function (source, recover, withCoalescing) {' },
  { what: 'tokenizer', find: 'var tokenizer = function (path) {', put: 'var tokenizer = function (path, withCoalescing) {' },
  { what: 'making of the tokenizer', find: 'lexer = tokenizer(source);', put: 'lexer = tokenizer(source, withCoalescing);' },
  { what: 'operators ?: and ??', find: /if \(currentChar === '\?' && path\.charAt/g, put: "if (withCoalescing && currentChar === '?' && path.charAt", times: 2 },
  { what: 'parser of $eval', find: 'parser(expr, false)', put: 'parser(expr, false, true)' },

  // ---- clock and randomness come from the host -----------------------------------------------------------------
  { what: '$random', find: 'return Math.random();', put: 'return this.environment.base.host.random();' },
  { what: '$shuffle', find: 'Math.floor(Math.random() * (i + 1))', put: 'Math.floor(this.environment.base.host.random() * (i + 1))' },
  { what: 'now in a parsed date', find: 'const now = this.environment.timestamp;', put: 'const now = new Date(this.environment.base.host.now());' },
  { what: 'pattern of a date', find: "const matcher = new RegExp(fullRegex, 'i');", put: "const matcher = new this.environment.base.RegexEngine(new RegExp(fullRegex, 'i'));" },
  { what: 'date without picture', find: 'return Date.parse(timestamp);', put: 'return Date.parse(withZone(timestamp));' },

  // ---- what was asynchronous ------------------------------------------------------------------------------------
  { what: 'use of isPromise', find: /\n *var isPromise = utils\.isPromise;/g, put: '', times: 2 },
  { what: 'export of isPromise', find: '\n        isPromise,', put: '' },
  { what: 'use of isIterable', find: '\n    var isIterable = utils.isIterable;', put: '' },
  { what: 'export of isIterable', find: '\n        isIterable,', put: '' },
  { what: 'call that returns a generator', find: /\n *if \(isIterable\(result\)\) \{\n *result = result\.next\(\)\.value;\n *\}/g, put: '' },
  { what: 'mark of a parallel call', find: /\n *environment\.isParallelCall = idx > 0/g, put: '', times: 2 },

  // ---- data is not mistaken for JSONata's own values, and never written to ---------------------------------------
  { what: 'mark of a lambda', find: '_jsonata_lambda: true,', put: '[LAMBDA]: true,', times: 2 },
  { what: 'mark of a native function', find: '_jsonata_function: true,', put: '[NATIVE]: true,' },
  { what: 'test for a lambda', find: 'arg._jsonata_lambda === true', put: 'arg[LAMBDA] === true', times: 2 },
  { what: 'test for a native function', find: 'arg._jsonata_function === true', put: 'arg[NATIVE] === true' },
  { what: 'test of a procedure', find: 'proc && proc._jsonata_function === true', put: 'proc && proc[NATIVE] === true', times: 2 },
  { what: 'mark of a called function', find: "            if(typeof proc === 'object') {", put: "            if(typeof proc === 'object' && isFunction(proc)) {" },
  { what: 'arguments of a called value', find: '            if (proc) {\n                validatedArgs', put: '            if (isFunction(proc)) {\n                validatedArgs' },
  {
    what: 'mark of a function in tail position',
    find: lines(
      "            if(result.body.procedure.type === 'variable') {",
      '                next.token = result.body.procedure.value;',
      '            }',
      '            next.position = result.body.procedure.position;'),
    put: lines(
      '            if (isFunction(next)) {',
      "                if (result.body.procedure.type === 'variable') next.token = result.body.procedure.value;",
      '                next.position = result.body.procedure.position;',
      '            }'),
  },
  { what: 'singleton kept', find: '            resultSequence.keepSingleton = true;', put: '            if (resultSequence && isSequence(resultSequence)) resultSequence.keepSingleton = true;' },
  { what: 'context with a wrapper', find: 'result = input && input.outerWrapper ? input[0] : input;', put: 'result = Array.isArray(input) && input.outerWrapper ? input[0] : input;' },
  { what: 'filter of tuples', find: 'if( input && input.tupleStream) {', put: 'if (isTupleStream(input)) {' },
  { what: 'group of tuples', find: 'var reduce = input && input.tupleStream ? true : false;', put: 'var reduce = isTupleStream(input);' },
  { what: 'group of nothing', find: '            input.push(undefined);', put: '            input = focus.createSequence(undefined);' },
  { what: 'grouped object', find: '        var result = Object.create(null);\n        var groups', put: '        var result = {};\n        var groups' },
  { what: 'member of a grouped object', find: '                result[key] = value;', put: '                setMember(result, key, value);' },
  { what: 'object of $spread', find: '                var obj = Object.create(null);\n                obj[key] = arg[key];', put: '                var obj = {};\n                setMember(obj, key, arg[key]);' },
  { what: 'object of $merge', find: '        var result = Object.create(null);\n\n        arg.forEach(', put: '        var result = {};\n\n        arg.forEach(' },
  { what: 'member of $merge', find: '                result[prop] = obj[prop];', put: '                setMember(result, prop, obj[prop]);' },
  { what: 'object of $sift', find: '        var result = Object.create(null);\n\n        for (const item of utils.keys(arg)) {', put: '        var result = {};\n\n        for (const item of utils.keys(arg)) {' },
  { what: 'member of $sift', find: '                result[item] = entry;', put: '                setMember(result, item, entry);' },
  { what: 'matches of a transformation', find: '                for(var ii = 0; ii < matches.length; ii++) {\n                    var match = matches[ii];', put: '                const own = containersOf(result);\n                for(var ii = 0; ii < matches.length; ii++) {\n                    var match = matches[ii];' },
  { what: 'update of a match', find: '                            match[prop] = update[prop];', put: '                            if (own.has(match)) setMember(match, prop, update[prop]);' },
  { what: 'deletion from a match', find: "if(typeof match === 'object' && match !== null) {", put: 'if (own.has(match)) {' },

  // ---- entry points ---------------------------------------------------------------------------------------------
  {
    what: 'entry points',
    find: '    jsonata.parser = parser; // TODO remove this in a future release - use ast() instead\n\n    return jsonata;',
    put: '    return { parse, run, createLibrary, isFunction, LimitReached, builtInNames: [...staticFrame.bindings.keys()] };',
  },
];

module.exports = { PRELUDE, FUNCTIONS, EDITS };
