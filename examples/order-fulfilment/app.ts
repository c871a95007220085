import { App } from 'aws-cdk-lib';
import { OrderFulfilmentStack } from './order-fulfilment-stack';

const app = new App();
new OrderFulfilmentStack(app, 'OrderFulfilment');
app.synth();
