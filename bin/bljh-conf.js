#!/usr/bin/env node
// A drop-in for the kernel's scripts/kconfig/conf.
const { basename } = require('node:path');
require('../dist/conf.cjs').main(basename(process.argv[1]), process.argv.slice(2));
