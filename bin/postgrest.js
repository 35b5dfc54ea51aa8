#!/usr/bin/env node
import module from 'node:module';

// Newer versions of Node keep compiled code between starts.
module.enableCompileCache?.();
const { main } = await import('../dist/command/main.js');

const exitCode = await main(process.argv.slice(2), process.env);
if (exitCode !== null) process.exit(exitCode);
