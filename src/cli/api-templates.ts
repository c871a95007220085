import { FoundTemplates, TextPlaces } from './definition-files';
import { ApiResourceFinding, checkApi, ReadAt } from '../api-resources/check-api';
import { DeclaredApi, DeclaredApis } from '../api-resources/declared-apis';
import { readDefinitionText } from '../definitions/read-text';
import { Template } from '../definitions/template';
import type { DeclaredResource, TemplateScope } from '../definitions/template-scope';
import { ownersAround } from '../graphql/node-owners';
import { ReportedFinding } from '../report/report';
import { publicFinding } from '../validation/validate';

/** What is wrong with the APIs of some templates. */
export interface ApisFindings {
  readonly findings: readonly ReportedFinding[];
  readonly schemas: number;
  readonly codes: number;
  readonly acknowledged: number;
  /** Files that templates point to. */
  readonly files: readonly string[];
}

/** What is wrong with the APIs of templates, their resolvers and the code of these. */
export function apiFindings(found: FoundTemplates): ApisFindings {
  const apis = declaredApis(found.templates);
  const files = new Set<string>();
  const readAt: ReadAt = (location, { scope }) => {
    const file = (scope as Template).fileAt(location);
    if (file === undefined) return undefined;
    files.add(file);
    return { text: readDefinitionText(file, 'File'), file };
  };
  const report = reporterOf(found);
  const findings: ReportedFinding[] = [];
  let [schemas, codes, acknowledged] = [0, 0, 0];
  for (const api of apis) {
    const checked = checkApi(api, readAt);
    // A schema that is not known was looked for.
    schemas += Math.max(1, checked.schemas);
    codes += checked.codes;
    acknowledged += checked.acknowledged;
    for (const each of checked.findings) {
      if (isAcknowledged(each, api.api, found)) acknowledged++;
      else findings.push(report(each));
    }
  }
  return { findings, schemas, codes, acknowledged, files: [...files] };
}

/** The APIs of some templates, with what others of the same app add to them. */
function declaredApis(templates: readonly Template[]): DeclaredApi[] {
  const scopes = new Set<TemplateScope>([...templates, ...templates.flatMap((template) => template.beside())]);
  const apis = new DeclaredApis({
    scopes: [...scopes],
    // All stacks of a CDK app are there. Of other templates not: what is given away may be used anywhere.
    isOpen: ({ scope, logicalId }) => {
      const template = scope as Template;
      const references = [`"${logicalId}","ApiId"`, `${logicalId}.ApiId`];
      if (template.madeByCdk) return false;
      return template.outputValues().map((value) => JSON.stringify(value)).some((text) => references.some((each) => text.includes(each)));
    },
  });
  return apis.all().filter(({ api }) => templates.includes(api.scope as Template));
}

/** Whether the app of a template has acknowledged a finding, for the API or the resource that it is about. */
function isAcknowledged({ finding: found, resource }: ApiResourceFinding, api: DeclaredResource, { acknowledgements }: FoundTemplates): boolean {
  const finding = { ...found, statesAround: ownersAround(found.pointer) };
  return [resource, api].some(({ scope, logicalId, constructPath }) => {
    const { file } = scope as Template;
    return acknowledgements.beside(file).holds({ logicalId, templateFile: file, constructPath }, finding);
  });
}

function reporterOf({ linesOf, acknowledgements }: FoundTemplates): (found: ApiResourceFinding) => ReportedFinding {
  const places = new TextPlaces();
  return ({ finding: found, resource, text }) => {
    const { file, madeByCdk, stackName } = resource.scope as Template;
    const { logicalId } = resource;
    const { constructPath = madeByCdk ? acknowledgements.beside(file).constructOf({ logicalId, templateFile: file }) : undefined } = resource;
    const finding = publicFinding({ ...found, ...(constructPath !== undefined && { constructPath }) });
    const ids = { resource: logicalId, stack: madeByCdk ? stackName : undefined };
    if (!text) return { finding, file, ...ids, ...linesOf(file).resource(logicalId) };
    const source = { text: text.text, opaques: [] };
    if (text.file !== undefined) return { finding, file: text.file, ...ids, ...places.inFile(finding, source) };
    const textFile = (text.resource.scope as Template).file;
    const { line, column, excerpt = places.excerpt(finding, source) } = linesOf(textFile).inText(text.resource.logicalId, text.property, finding);
    return { finding, file: textFile, ...ids, line, column, excerpt };
  };
}
