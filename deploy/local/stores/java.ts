/** Flags that make a JVM start fast and stay small; none of these programs is busy on a developer's machine. */
export function jvmFlags(heap: string): string[] {
  return [`-Xmx${heap}`, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.net.preferIPv4Stack=true'];
}

/** The environment of a JVM: nothing inherited that would change its class path or its ports. */
export function jvmEnvironment(extra: Record<string, string> = {}): Record<string, string | undefined> {
  return { PATH: process.env.PATH, HOME: process.env.HOME, JAVA_HOME: process.env.JAVA_HOME, ...extra };
}
