import { App } from 'aws-cdk-lib';
import { DataPipelineStack } from './data-pipeline-stack';

const app = new App();
new DataPipelineStack(app, 'DataPipeline');
app.synth();
