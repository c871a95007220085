import { validateDefinition } from '../../src/validation/validate';

/** Which fields AWS takes on which states, beside Type, Comment and QueryLanguage. */
const FIELDS: { readonly [type: string]: string } = {
  Pass: 'InputPath OutputPath Result ResultPath Parameters Output Assign Next End',
  Task: 'InputPath OutputPath ResultPath Parameters Arguments Output Assign Resource Credentials ResultSelector Retry Catch TimeoutSeconds TimeoutSecondsPath '
    + 'HeartbeatSeconds HeartbeatSecondsPath Next End',
  Wait: 'InputPath OutputPath Output Assign Seconds SecondsPath Timestamp TimestampPath Next End',
  Parallel: 'InputPath OutputPath ResultPath Parameters Arguments Output Assign ResultSelector Retry Catch Branches Next End',
  Map: 'InputPath OutputPath ResultPath Parameters Output Assign ResultSelector Retry Catch Next End ItemProcessor Iterator ItemsPath Items ItemSelector ItemReader '
    + 'ItemBatcher ResultWriter MaxConcurrency MaxConcurrencyPath ToleratedFailureCount ToleratedFailureCountPath ToleratedFailurePercentage '
    + 'ToleratedFailurePercentagePath Label',
  Choice: 'InputPath OutputPath Output Assign Choices Default',
  Succeed: 'InputPath OutputPath Output',
  Fail: 'Error Cause ErrorPath CausePath',
};
const ALL = new Set(Object.values(FIELDS).flatMap((fields) => fields.split(' ')));

test.each(Object.keys(FIELDS))('a %s state has its fields and no others', (type) => {
  const state = Object.fromEntries([...ALL].map((name) => [name, null]));
  const refused = validateDefinition(JSON.stringify({ StartAt: 'A', States: { A: { Type: type, ...state } } }))
    .filter(({ id }) => id === 'ASL104').map(({ pointer }) => pointer.split('/').pop());
  const allowed = new Set(FIELDS[type].split(' '));
  expect(refused.sort()).toEqual([...ALL].filter((name) => !allowed.has(name)).sort());
});

const JSONPATH_ONLY = 'InputPath OutputPath Result ResultPath Parameters ResultSelector TimeoutSecondsPath HeartbeatSecondsPath SecondsPath TimestampPath ItemsPath '
  + 'MaxConcurrencyPath ToleratedFailureCountPath ToleratedFailurePercentagePath ErrorPath CausePath';
const JSONATA_ONLY = 'Output Arguments Items';

test.each([['JSONata', JSONPATH_ONLY], ['JSONPath', JSONATA_ONLY]])('a state in %s has no field of the other query language', (language, others) => {
  const refused = new Set<string>();
  for (const [type, fields] of Object.entries(FIELDS)) {
    const state = Object.fromEntries(fields.split(' ').map((name) => [name, null]));
    for (const { id, pointer } of validateDefinition(JSON.stringify({ QueryLanguage: language, StartAt: 'A', States: { A: { Type: type, ...state } } }))) {
      if (id === 'ASL401') refused.add(pointer.split('/').pop()!);
    }
  }
  expect([...refused].sort()).toEqual(others.split(' ').sort());
});
