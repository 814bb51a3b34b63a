#!/usr/bin/env node
import { launch } from '../scripts/launch.mjs';
import { runMain } from '../scripts/say.mjs';

runMain(() => launch(process.argv.slice(2)));
