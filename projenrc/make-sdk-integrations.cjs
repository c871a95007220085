// Makes data/sdk-integrations: what the AWS SDK's API models say of each service that `arn:aws:states:::aws-sdk:SERVICE:ACTION` can call.
//   python3 -m venv .models && .models/bin/pip install botocore==VERSION
//   node projenrc/make-sdk-integrations.cjs .models/lib/python3.*/site-packages/botocore
// The models are those in botocore (Apache-2.0). Step Functions calls through the AWS SDK for Java 2 and has its names; the functions below turn
// the models' names into those, as docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html describes and as its code generator does.
const { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { brotliCompressSync, constants, gunzipSync } = require('node:zlib');

const root = path.resolve(__dirname, '..');
const TARGET = path.join(root, 'data', 'sdk-integrations');
/** Services are compressed together up to this many characters: more is smaller, and slower to read. */
const CHUNK_CHARACTERS = 96_000;

const botocore = process.argv[2];
if (!botocore || !existsSync(path.join(botocore, 'data'))) {
  console.error('Name the folder of the botocore package: node projenrc/make-sdk-integrations.cjs …/site-packages/botocore');
  process.exit(2);
}
const version = /__version__ = '([^']+)'/.exec(readFileSync(path.join(botocore, '__init__.py'), 'utf8'))[1];

/** Prefixes of IAM actions that are neither the name with which requests are signed nor that of the endpoint. '' where IAM does not authorise the calls. */
const IAM_PREFIXES = {
  cloudcontrol: 'cloudformation', cloudwatch: 'cloudwatch', codecatalyst: '', connectparticipant: '', iotdataplane: 'iot', iotjobsdataplane: 'iotjobsdata',
  iotsecuretunneling: 'iot', mturk: 'mechanicalturk', partnercentralaccount: 'partnercentral', partnercentralbenefits: 'partnercentral',
  partnercentralchannel: 'partnercentral', partnercentralselling: 'partnercentral', resourcegroupstaggingapi: 'tag', sso: '', ssooidc: '',
};

/** Members that the SDK for Java has beside those of the model, and members that it does not require because these can stand for them. */
const COPY = { add: ['DestinationBucket', 'DestinationKey', 'SourceBucket', 'SourceKey', 'SourceVersionId'], optional: ['Bucket', 'CopySource', 'Key'] };
const MEMBERS = { s3: { CopyObject: COPY, UploadPartCopy: COPY } };

/** The mark of a member's type. A text has none, as most are texts: blobs and times are texts in JSON too. */
const TYPES = {
  string: '', character: '', blob: '', timestamp: '', integer: '#', long: '#', short: '#', byte: '#', float: '.', double: '.', bigdecimal: '.', biginteger: '#',
  boolean: '?', structure: '{', map: '{', list: '[',
};

// ---- names of the SDK for Java 2 -------------------------------------------------------------------------------
const KEYWORDS = new Set(('abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for goto if '
  + 'implements import instanceof int interface long native new null package private protected public return short static strictfp super switch synchronized this throw '
  + 'throws transient true try void volatile while').split(' '));
const METHODS = new Set('equals finalize getClass hashCode notify notifyAll toString wait builder sdkFields toBuilder overrideConfiguration sdkHttpResponse'.split(' '));

const capitalize = (name) => name[0].toUpperCase() + name.slice(1);

/** `DBCluster` becomes `dbCluster`, `ACL` becomes `acl`. */
function uncapitalize(name) {
  let capitals = 1;
  while (capitals < name.length && /[A-Z]/.test(name[capitals]) && !/[a-z]/.test(name[capitals + 1] ?? '')) capitals++;
  return name.slice(0, capitals).toLowerCase() + name.slice(capitals);
}

function memberName(name) {
  const member = uncapitalize(name);
  return capitalize(KEYWORDS.has(member.toLowerCase()) || METHODS.has(member) ? `${member}Value` : member);
}

const words = (name) => name
  .replace(/[^A-Za-z0-9]+/g, ' ')
  .replace(/([^a-z]{2,})v([0-9]+)/g, '$1 v$2 ')
  .replace(/([^A-Z]{2,})V([0-9]+)/g, '$1 V$2 ')
  .replace(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, ' ')
  .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  .replace(/([0-9])([a-zA-Z])/g, '$1 $2')
  .trim().split(/\s+/);
const pascalCase = (name) => words(name).map((word) => capitalize(word.toLowerCase())).join('');

const exceptionName = (shape) => `${pascalCase(shape.replace(/(Fault|Exception)$/, ''))}Exception`;
const exceptionPrefix = (serviceId) => pascalCase(serviceId).replace(/^Amazon/, '').replace(/^Aws/, '').replace(/Service$/, '');
/** CloudFront has its API's date in the names of operations. */
const actionName = (operation) => uncapitalize(operation.replace(/\d{4}_\d{2}_\d{2}$/, ''));

// ---- the models -----------------------------------------------------------------------------------------------
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(target, more) {
  for (const [name, value] of Object.entries(more)) {
    if (isObject(value) && isObject(target[name])) merge(target[name], value);
    else target[name] = value;
  }
}

/** The newest model of a service, with what botocore adds to it; undefined where the folder is no service's. */
function readModel(folder) {
  const versions = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'service-2.json.gz')));
  if (versions.length === 0) return undefined;
  const newest = path.join(folder, versions.sort().at(-1));
  const model = JSON.parse(gunzipSync(readFileSync(path.join(newest, 'service-2.json.gz'))));
  const extras = path.join(newest, 'service-2.sdk-extras.json');
  if (existsSync(extras)) merge(model, JSON.parse(readFileSync(extras, 'utf8')).merge);
  return model;
}

const shapeOf = (model, reference) => reference && model.shapes[reference.shape];
const streams = (model, reference) => Object.values(shapeOf(model, reference)?.members ?? {}).some((member) => model.shapes[member.shape].eventstream);

function members(model, reference, { add = [], optional = [] } = {}, isInput = false) {
  const shape = shapeOf(model, reference);
  const required = new Set(isInput ? shape?.required : []);
  const list = Object.entries(shape?.members ?? {}).map(([name, member]) => {
    const mark = TYPES[model.shapes[member.shape].type];
    if (mark === undefined) throw new Error(`Member "${name}" of shape "${reference.shape}" has the type "${model.shapes[member.shape].type}", which is not known here.`);
    return `${memberName(name)}${required.has(name) && !optional.includes(name) ? '!' : ''}${mark}`;
  });
  return [...list, ...add].sort().join(',');
}

const services = new Map();
const serviceIds = new Set();
for (const folder of readdirSync(path.join(botocore, 'data')).sort()) {
  let model;
  try {
    model = readModel(path.join(botocore, 'data', folder));
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
  }
  // One service is there twice, under an old name and a new one.
  if (!model || serviceIds.has(model.metadata.serviceId)) continue;
  serviceIds.add(model.metadata.serviceId);
  const prefix = exceptionPrefix(model.metadata.serviceId);
  const name = prefix.toLowerCase();
  const errors = new Map();
  const actions = Object.values(model.operations).filter((operation) => !streams(model, operation.input) && !streams(model, operation.output)).map((operation) => {
    const changes = MEMBERS[name]?.[operation.name];
    const failures = (operation.errors ?? []).map(({ shape }) => {
      const error = exceptionName(shape);
      if (!errors.has(error)) errors.set(error, errors.size);
      return errors.get(error).toString(36);
    });
    return [actionName(operation.name), members(model, operation.input, changes, true), members(model, operation.output), failures.join(',')].join('\t').trimEnd();
  });
  if (actions.length === 0) continue;
  if (services.has(name)) throw new Error(`Two services would be called "${name}".`);
  const iam = IAM_PREFIXES[name] ?? model.metadata.signingName ?? model.metadata.endpointPrefix;
  services.set(name, [[name, prefix, iam, [...errors.keys()].join(',')].join('\t'), ...actions.sort()].join('\n'));
}

// ---- the files ------------------------------------------------------------------------------------------------
const chunks = [];
for (const name of [...services.keys()].sort()) {
  const text = `${services.get(name)}\n\n`;
  const last = chunks.at(-1);
  if (last && last.text.length + text.length <= CHUNK_CHARACTERS) {
    last.names.push(name);
    last.text += text;
  } else {
    chunks.push({ names: [name], text });
  }
}
const compress = (text) => brotliCompressSync(text, {
  params: {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  },
}).toString('base64');
const fileName = (index) => `services-${String(index).padStart(2, '0')}.js`;
const heading = `// Made by projenrc/make-sdk-integrations.cjs from the API models in botocore ${version} (Apache-2.0). Not to be edited.\n`;
const write = (file, text) => writeFileSync(path.join(TARGET, file), `${heading}${text}`);

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
chunks.forEach(({ text }, index) => write(fileName(index), `module.exports = '${compress(text)}';\n`));
write('index.js', `exports.MODELS = '${version}';
exports.CHUNKS = [
${chunks.map(({ names }, index) => `  { services: '${names.join(' ')}', load: () => require('./${fileName(index)}') },`).join('\n')}
];
`);
write('index.d.ts', `/** The version of botocore whose models these are. */
export declare const MODELS: string;

/** Services that are compressed together: a module that is loaded when one of them is asked for. */
export interface Chunk {
  /** The names of the services, with blanks between them. */
  readonly services: string;
  /** Brotli of what is known of them, in base64. src/asl/integrations/sdk-services.ts reads it. */
  load(): string;
}

export declare const CHUNKS: readonly Chunk[];
`);
const actions = [...services.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0);
console.log(`${services.size} services and ${actions} actions of botocore ${version} in ${chunks.length} chunks`);
