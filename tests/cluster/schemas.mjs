// What tests/cluster/schemas asks of Node.js, in the folder of the packages: schemas.mjs FILES.
import fs from 'node:fs';
import {registerHooks} from 'node:module';
import {Job} from 'kubernetes-models/batch/v1';
import yaml from 'yaml';

const read = (name) => fs.readFileSync(`${process.argv[2]}/${name}`, 'utf8');

// Throws where a field is missing or of another type. Of fields that do not exist it says nothing:
// the compiler is to find those, in what is written for it.
let source = 'import {IJob} from "kubernetes-models/batch/v1";\n';
for (const [i, job] of yaml.parse(read('kubernetes.yaml')).items.entries()) {
  if (job.kind !== 'Job') throw new Error(`kubernetes.yaml: ${job.kind} is not looked at`);
  new Job(job).validate();
  source += `export const job${i}: IJob = ${JSON.stringify(job, null, 1)};\n`;
}
fs.writeFileSync('kubernetes.ts', source);

// The parser imports JSON without the attribute that Node.js demands.
registerHooks({
  load: (url, context, next) => next(
      url, url.endsWith('.json') ? {...context, importAttributes: {type: 'json'}} : context),
});
const {parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter} =
    await import('@actions/workflow-parser');
const parsed = parseWorkflow({name: 'github.yml', content: read('github.yml')},
                             new NoOperationTraceWriter());
if (parsed.value) await convertWorkflowTemplate(parsed.context, parsed.value);
const errors = parsed.context.errors.getErrors().map((error) => error.message);
if (errors.length > 0) throw new Error(errors.join('\n'));
