import { App } from 'aws-cdk-lib';
import { PlainOrders } from './plain';
import { Orders } from './with-stepwright';

const app = new App();
new PlainOrders(app, 'PlainOrders');
new Orders(app, 'Orders');
app.synth();
