import { App } from 'aws-cdk-lib';
import { AslValidation } from 'cdk-stepwright';
import { OrderFulfilmentStack } from './order-fulfilment-stack';
import { busyCardProcessor, declinedCard, happyPath, lateDelivery } from './scenarios';

/* Synthesises the app, validates its workflows, and simulates four orders. No AWS account, and nothing is waited for. */

const app = new App();
const stack = new OrderFulfilmentStack(app, 'OrderFulfilment');

heading('Synthesise');
const { template } = app.synth().getStackByName('OrderFulfilment');
const count = (type: string) => Object.values(template.Resources as { [id: string]: { Type: string } }).filter(({ Type }) => Type === type).length;
console.log(`${Object.keys(template.Resources).length} resources, among them ${count('AWS::StepFunctions::StateMachine')} state machines, `
  + `${count('AWS::Logs::LogGroup')} log groups and ${count('AWS::CloudWatch::Alarm')} alarms`);

heading('Validate');
const findings = AslValidation.of(app).findings();
for (const { severity, id, constructPath, message, fix } of findings) console.log(`${severity} ${id} ${constructPath}: ${message} ${fix ?? ''}`);
if (findings.length === 0) console.log('no findings');

for (const [title, simulate] of [
  ['Simulate: the happy path', happyPath],
  ['Simulate: the card processor is busy twice, and the charge is retried', busyCardProcessor],
  ['Simulate: the card is declined, and the order is cancelled', declinedCard],
  ['Simulate: the delivery never ends, and times out after five days', lateDelivery],
] as const) {
  heading(title);
  console.log(simulate(stack).trace);
}

function heading(title: string): void {
  console.log(`\n${title}\n${'='.repeat(title.length)}`);
}
