/** A process warning (an unhandled rejection, a listener leak, a deprecation) is a defect: it fails the test run. */
process.on('warning', (warning) => {
  throw warning;
});
