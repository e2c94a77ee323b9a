/** How Node.js runs a service. kafkajs computes negative time-outs; Node.js takes them for 1 ms and would log each. */
export const nodeFlags = ['--enable-source-maps', '--disable-warning=TimeoutNegativeWarning'];
