import { App } from 'aws-cdk-lib';
import { OrderApiStack } from './order-api-stack';

const app = new App();
new OrderApiStack(app, 'Orders');
app.synth();
