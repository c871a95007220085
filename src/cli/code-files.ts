import { TextPlaces } from './definition-files';
import { checkCode } from '../appsync-js/check-code';
import { readDefinitionText } from '../definitions/read-text';
import { ReportedFinding } from '../report/report';
import { publicFinding } from '../validation/validate';

export { CODE_RULES } from '../appsync-js/rules';

/** What is wrong with the code of a resolver or function in a file. Throws where it cannot be read. */
export function codeFindings(file: string): readonly ReportedFinding[] {
  const text = readDefinitionText(file, 'Code');
  const places = new TextPlaces();
  return checkCode(text, file).map((found) => {
    const finding = publicFinding(found);
    return { finding, file, ...places.inFile(finding, { text, opaques: [] }) };
  });
}
