import type { Command } from 'commander';
import { jsonSchema } from '../../spec';

export function addSchema(program: Command): Command {
  return program
    .command('schema')
    .description('print the JSON Schema of a spec, for editors')
    .action(() => {
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    });
}
