import { App } from 'aws-cdk-lib';
import { PaymentsStack } from './payments-stack';

const app = new App();
new PaymentsStack(app, 'Payments');
app.synth();
