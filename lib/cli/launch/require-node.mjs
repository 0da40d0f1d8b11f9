// Imported first by every launcher: an old Node ends here with words instead of a syntax error further on.
const wanted = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  console.error(`Mixstage needs Node ${wanted.join('.')} or newer; this is ${process.versions.node}.`);
  console.error('Install a newer Node (https://nodejs.org) and run the command again.');
  process.exit(1);
}
