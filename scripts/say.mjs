/** What the set-up says, on standard error: standard output belongs to the commands. */

/** Does `work`, saying what it is and then how long it took. */
export function timed(what, work) {
  const start = performance.now();
  process.stderr.write(`${what} ... `);
  try {
    work();
    console.error(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error('failed');
    throw error;
  }
}

/** Runs `main`; an Error ends the process with its sentence, and with its trace where it is a bug of ours. */
export function runMain(main) {
  try {
    main();
  } catch (error) {
    console.error(error.name === 'Error' ? `thetascape: ${error.message}` : error);
    process.exit(1);
  }
}
