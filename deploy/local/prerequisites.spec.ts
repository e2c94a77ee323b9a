import { describe, expect, it } from 'vitest';
import { majorJava, missingPrerequisite } from './prerequisites.mjs';

const debian = {
  platform: 'linux',
  nodeVersion: '20.20.2',
  javaVersion: '17.0.15',
  hasMaven: true,
  needsJava: true,
  linux: { id: 'debian', like: '', version: 12 },
};

describe('a machine', () => {
  it('that has everything hears nothing', () => {
    expect(missingPrerequisite(debian)).toBeUndefined();
    expect(
      missingPrerequisite({ ...debian, javaVersion: undefined, hasMaven: false, needsJava: false }),
    ).toBeUndefined();
  });

  it('without JDK and Maven gets one command for both', () => {
    const message = missingPrerequisite({ ...debian, javaVersion: undefined, hasMaven: false });
    expect(message).toMatch(/^Missing: a JDK, 17 or newer and Maven/);
    expect(message).toContain('sudo apt-get install -y openjdk-17-jdk-headless maven');
  });

  it('with an old JDK hears which one it has', () => {
    expect(missingPrerequisite({ ...debian, javaVersion: '11.0.2' })).toContain('(java is 11.0.2)');
  });

  it('on macOS gets the command for Homebrew', () => {
    expect(missingPrerequisite({ ...debian, platform: 'darwin', hasMaven: false })).toContain(
      'brew install maven',
    );
    expect(missingPrerequisite({ ...debian, platform: 'darwin', nodeVersion: '18.1.0' })).toContain(
      'brew install node',
    );
  });

  it('on Windows is sent to WSL', () => {
    expect(missingPrerequisite({ ...debian, platform: 'win32' })).toContain('wsl --install');
  });
});

it.each([
  ['1.8.0_392', 8],
  ['17.0.15', 17],
  ['21', 21],
  ['22-ea', 22],
])('reads Java %s as %i', (version, major) => {
  expect(majorJava(version)).toBe(major);
});
