import { readdirSync, readFileSync } from 'node:fs';
import { WorkflowType } from '../../../src/validation/rule';
import { validateDefinition } from '../../../src/validation/validate';
import { describeWithData, sharedData } from '../../shared-data';

/** What the rules that ask for the flow say of definitions that AWS accepts: each looked at by hand. */
const SAID: { readonly [definition: string]: { readonly [rule: string]: string } } = {
  'valid/asl-language-service-json-asl-improvements-does-not-show-diagnostics-for-valid-document-containing-asl-improve': {
    ASL205: 'Its ResultSelectors read "$.path" of the array that a Map and a Parallel state give; the Choice state reads what the selector leaves out.',
    ASL603: 'Its second rule asks whether a variable is there, and all that follow compare that variable.',
  },
  'valid/asl-language-service-json-assign-property-should-be-valid-if-value-is-undefined': { ASL206: 'A task catches its own error and runs again.' },
  'valid/asl-language-service-json-test-validation-with-jsonata-fields-does-not-show-diagnostic-error-on-valid-states': {
    ASL206: 'A task catches its own error and runs again.',
  },
  'valid/asl-validator-valid-fail-paths': { ASL415: 'Nothing assigns "$field2".' },
  'valid/localstack-assign-base-undefined-arguments-field': { ASL415: 'Made to fail: AWS was recorded to.' },
  'valid/localstack-assign-base-undefined-assign': { ASL415: 'Made to fail: AWS was recorded to.' },
  'valid/localstack-assign-base-undefined-output': { ASL415: 'Made to fail: AWS was recorded to.' },
  'valid/localstack-assign-base-undefined-output-multiple-states': { ASL415: 'Made to fail: AWS was recorded to.' },
  'valid/localstack-callbacks-sqs-parallel-wait-for-task-token': { ASL506: 'It has a catcher of States.Runtime, to show that it is not used.' },
  'valid/localstack-scenarios-invalid-jsonpath-in-causepath': { ASL205: 'Made to fail: it reads "$.NoSuchCausePath" of a literal.' },
  'valid/localstack-scenarios-lambda-repeat-until-loop': { ASL206: 'A function is asked with the same payload until it says "completed".' },
  'valid/localstack-statevariables-map-catch-error-output-with-retry': { ASL415: 'Its last states read variables that it puts into outputs and does not assign.' },
  'valid/localstack-statevariables-parallel-catch-error-variable-sampling': {
    ASL416: 'A catcher assigns what a branch assigns; a state after the Parallel state reads a variable of the branch.',
  },
  'valid/statelint-choice-with-context-object': { ASL417: 'Its "$$.value" stands for anything.' },
  'valid/statelint-map-with-itemspath-context-object': { ASL417: 'Its "$$.mapItems" stands for anything.' },
  'valid/statelint-parallel-with-resultselector': {
    ASL205: 'Its ResultSelector reads "$.y" of the array that a Parallel state gives.', ASL417: 'Its "$$.z" stands for anything.',
  },
  'valid/statelint-pass-with-io-path-context-object': { ASL417: 'Its "$$.path.inputToProcess" and "$$.outputToPass" stand for anything.' },
  'valid/statelint-task-with-resultselector': { ASL417: 'Its "$$.z" stands for anything.' },
  'realworld/sfn-examples-sam-demo-fis-stepfunctions-stepfunction-fis-ec2': {
    ASL206: 'Two of its three loops ask for the experiment again at once; the first one waits.',
  },
};

const RULES = ['ASL205', 'ASL206', 'ASL207', 'ASL415', 'ASL416', 'ASL417', 'ASL502', 'ASL506', 'ASL603'];

describeWithData('asl-verdicts', 'definitions that AWS accepts', () => {
  test.each(['valid', 'realworld'])('nothing is said of those in %s but what is so', (folder) => {
    const said = readdirSync(sharedData('asl-verdicts', folder)).map((file) => {
      const { definition, definitionText, stateMachineType: type } = JSON.parse(readFileSync(sharedData('asl-verdicts', folder, file), 'utf8')) as {
        readonly definition?: object; readonly definitionText?: string; readonly stateMachineType?: WorkflowType;
      };
      const ids = validateDefinition(definitionText ?? JSON.stringify(definition), { type, substitutions: true }).map(({ id }) => id);
      return [`${folder}/${file.replace(/\.json$/, '')}`, [...new Set(ids)].filter((id) => RULES.includes(id)).sort()] as const;
    }).filter(([, ids]) => ids.length > 0);
    const expected = Object.entries(SAID).filter(([name]) => name.startsWith(`${folder}/`)).map(([name, reasons]) => [name, Object.keys(reasons)] as const);
    expect(Object.fromEntries(said)).toEqual(Object.fromEntries(expected));
  });
});
