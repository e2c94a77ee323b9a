/** How every program of ours is run. */
export const nodeFlags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
