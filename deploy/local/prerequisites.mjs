/** What a machine needs before anything of this repository can run, and how to get it there. */

/**
 * @typedef {{ platform: string, nodeVersion: string, javaVersion: string | undefined, hasMaven: boolean,
 *   needsJava: boolean, linux: { id: string, like: string, version: number } }} Machine
 */

/**
 * The first thing that is missing, in one message with the command that mends it.
 * @param {Machine} machine
 * @returns {string | undefined} undefined when nothing is missing
 */
export function missingPrerequisite(machine) {
  if (machine.platform === 'win32') {
    return 'On Windows, Throughline runs in WSL. In a terminal of an administrator:  wsl --install  , then clone and start it there.';
  }
  if (Number(machine.nodeVersion.split('.')[0]) < 20) {
    return `Node.js 20 or newer is needed, this is ${machine.nodeVersion}.\n  ${nodeCommand(machine)}`;
  }
  if (!machine.needsJava) return undefined;
  const java = machine.javaVersion === undefined ? 0 : majorJava(machine.javaVersion);
  const needs = [...(java < 17 ? ['a JDK, 17 or newer'] : []), ...(machine.hasMaven ? [] : ['Maven'])];
  if (needs.length === 0) return undefined;
  const found = java > 0 && java < 17 ? ` (java is ${machine.javaVersion})` : '';
  return `Missing: ${needs.join(' and ')}${found}. Kafka and its companions need it.\n  ${javaCommand(machine, java < 17)}`;
}

/** @param {string} version as `java -version` prints it: 1.8.0_392, 17.0.15, 21 */
export function majorJava(version) {
  const [first = '0', second = '0'] = version.split(/[._+-]/);
  return Number(first === '1' ? second : first);
}

/** @param {Machine} machine */
function family({ platform, linux }) {
  if (platform === 'darwin') return 'mac';
  const ids = `${linux.id} ${linux.like}`;
  if (/debian|ubuntu/.test(ids)) return 'debian';
  return /fedora|rhel/.test(ids) ? 'fedora' : 'other';
}

/** @param {Machine} machine */
function nodeCommand(machine) {
  switch (family(machine)) {
    case 'mac':
      return 'brew install node';
    case 'debian':
      return 'sudo apt-get install -y nodejs (where that is older than 20: https://nodejs.org/en/download)';
    case 'fedora':
      return 'sudo dnf install -y nodejs';
    default:
      return 'See https://nodejs.org/en/download';
  }
}

/**
 * @param {Machine} machine
 * @param {boolean} needsJdk
 */
function javaCommand(machine, needsJdk) {
  const { id, version } = machine.linux;
  switch (family(machine)) {
    case 'mac':
      return needsJdk
        ? 'brew install openjdk@21 maven && sudo ln -sfn "$(brew --prefix openjdk@21)/libexec/openjdk.jdk" /Library/Java/JavaVirtualMachines/openjdk-21.jdk'
        : 'brew install maven';
    case 'debian': {
      const jdk = id === 'debian' && version >= 13 ? 'openjdk-21-jdk-headless' : 'openjdk-17-jdk-headless';
      return `sudo apt-get update && sudo apt-get install -y ${needsJdk ? `${jdk} ` : ''}maven`;
    }
    case 'fedora':
      return `sudo dnf install -y ${needsJdk ? 'java-21-openjdk-devel ' : ''}maven`;
    default:
      return 'See https://adoptium.net for a JDK (21), and the installation page of Apache Maven';
  }
}
