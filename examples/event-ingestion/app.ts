import { App } from 'aws-cdk-lib';
import { EventIngestionStack } from './event-ingestion-stack';

const app = new App();
new EventIngestionStack(app, 'EventIngestion');
app.synth();
