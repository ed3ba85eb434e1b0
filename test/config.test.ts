import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, describeConfig, readConfig, settings, settingsTable } from '#wegwijzer/config.js';
import { problemTypes } from '#wegwijzer/problem.js';

function settingsFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'wegwijzer-config-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'wegwijzer.config.json');
  writeFileSync(file, content);
  return file;
}

function faultsOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('The settings were taken.');
}

describe('settings', () => {
  it('have defaults', () => {
    expect(readConfig()).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:8080',
      bodyLimit: 1_048_576,
      queryTimeout: 10_000,
      corsOrigins: '*',
    });
  });

  it('come from the file, then the environment, then the flags', () => {
    const file = settingsFile('{ "port": 1, "host": "file", "readers": 3 }');
    const environment = { WEGWIJZER_PORT: '2', WEGWIJZER_HOST: 'environment', OTHER: 'x' };
    const config = readConfig({ file, environment, flags: { port: '3', demo: undefined } });
    expect(config).toMatchObject({ port: 3, host: 'environment', readers: 3, baseUrl: 'http://localhost:3' });
  });

  it('may have units', () => {
    const flags = {
      ...{ bodyLimit: '2 MiB', memoryCeiling: '1GB', queryTimeout: '1.5 s', demo: 'no' },
      open311Interval: '1 day',
    };
    expect(readConfig({ flags })).toMatchObject({
      open311Interval: 86_400_000,
      bodyLimit: 2_097_152,
      memoryCeiling: 1e9,
      queryTimeout: 1500,
      demo: false,
    });
  });

  it('lose the slash at the end of an address', () => {
    expect(readConfig({ flags: { baseUrl: 'https://example.org/wegwijzer/' } }).baseUrl).toBe(
      'https://example.org/wegwijzer',
    );
  });

  it('that are wrong are all named, with where they come from and what they take', () => {
    const file = settingsFile('{ "readers": 0, "colour": "red", "bodyLimit": "big" }');
    const environment = { WEGWIJZER_LOG_LEVEL: 'loud', WEGWIJZER_PROT: '1' };
    const message = faultsOf(() => readConfig({ file, environment, flags: { corsOrigins: 'example.org' } }));
    expect(message).toContain(`readers: 0 does not do; give a whole number from 1 to 64 (in ${file}).`);
    expect(message).toContain('colour: there is no such setting');
    expect(message).toContain('bodyLimit: "big"');
    expect(message).toMatch(/logLevel: "loud" .*one of fatal.* \(in WEGWIJZER_LOG_LEVEL\)/);
    expect(message).toContain('WEGWIJZER_PROT: there is no such setting');
    expect(message).toContain('(in --cors-origins)');
  });

  it('need an address where the port is not known beforehand', () => {
    expect(faultsOf(() => readConfig({ flags: { port: 0 } }))).toContain('baseUrl');
  });

  it('follow one stream into a register, at an address without a name and password, which is not shown', () => {
    const follows =
      'c=https://a.example/x,c=https://b.example/y,d=https://me:secret@c.example/z,e=https://f.example/';
    const message = faultsOf(() => readConfig({ flags: { follows } }));
    expect(message).toContain('follows: register c is given twice');
    expect(message).toContain('follows: the address for register d holds a user name or a password');
    expect(message).not.toMatch(/secret|register e/);
    expect(faultsOf(() => readConfig({ flags: { follows: 'c=https://[x' } }))).toContain('follows:');
  });

  it('are not what Kubernetes sets for a Service of our name, in those forms alone', () => {
    const links = {
      WEGWIJZER_SERVICE_HOST: '10.0.0.11',
      WEGWIJZER_SERVICE_PORT: '80',
      WEGWIJZER_SERVICE_PORT_HTTP: '80',
      WEGWIJZER_PORT: 'tcp://10.0.0.11:80',
      WEGWIJZER_PORT_80_TCP: 'tcp://10.0.0.11:80',
      WEGWIJZER_PORT_80_TCP_PROTO: 'tcp',
      WEGWIJZER_PORT_80_TCP_PORT: '80',
      WEGWIJZER_PORT_80_TCP_ADDR: '10.0.0.11',
      WEGWIJZER_TEST_SERVICE_HOST: 'fd00::11',
      WEGWIJZER_TEST_PORT: 'tcp://[fd00::11]:80',
    };
    expect(readConfig({ environment: { ...links, WEGWIJZER_READERS: '2' } })).toEqual(
      readConfig({ flags: { readers: 2 } }),
    );
    const environment = { WEGWIJZER_PORT_80: '1', WEGWIJZER_TEST_PORT: '9000', WEGWIJZER_SERVICE: 'x' };
    const message = faultsOf(() => readConfig({ environment }));
    for (const name of Object.keys(environment)) expect(message).toContain(`${name}: there is no such`);
    expect(readConfig({ environment: { WEGWIJZER_PORT: '9000' } }).port).toBe(9000);
    expect(faultsOf(() => readConfig({ environment: { WEGWIJZER_PORT: 'tcp' } }))).toContain('"tcp"');
  });

  it('in a broken file are refused', () => {
    const file = settingsFile('{');
    expect(faultsOf(() => readConfig({ file }))).toContain(file);
  });

  it('that hold a secret are not shown where they are refused', () => {
    const environment = {
      WEGWIJZER_ATTACHMENT_BUCKET: 'https://AKIA:wJalr/XUt+nFEMI@s3.example.org/bucket',
      WEGWIJZER_SMTP_URL: 'user:wJalrXUt@mail.example.org',
      WEGWIJZER_FOLLOWS: 'cabinets=https://u:wJalr,XUt@partner.example/ldes,trees=nowhere',
      WEGWIJZER_BASE_URL: 'https://u:wJalr@XUt@wegwijzer.example',
    };
    const message = faultsOf(() => readConfig({ environment }));
    for (const name of ['attachmentBucket', 'smtpUrl', 'follows', 'baseUrl'])
      expect(message).toContain(`${name}: `);
    expect(message).toContain('%2F');
    expect(message).not.toMatch(/wJalr|XUt/);
  });

  it('are shown without passwords, also where these have an @ or are in a list', () => {
    const flags = {
      smtpUrl: 'smtp://user:p@ss/w:rd@mail.example.org',
      mailFrom: 'Meldpunt <meldpunt@example.org>',
    };
    const text = describeConfig(readConfig({ flags }));
    expect(text).toMatch(/smtpUrl += smtp:\/\/\*\*\*@mail\.example\.org$/m);
    expect(text).toContain('Meldpunt <meldpunt@example.org>');
    const list = { deliveryTargets: ['https://u:ssap@partner.example/hooks', 'https://other.example/x'] };
    expect(() => readConfig({ flags: list })).toThrow(
      '["https://***@partner.example/hooks","https://other.example/x"] does not do',
    );
  });

  it('are shown one a line', () => {
    expect(describeConfig(readConfig()).split('\n')).toHaveLength(settings.length);
  });
});

describe('docs/configuration.md', () => {
  it('has the table of all settings as it is', () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    const narrow = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
    const rows = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows(narrow(page))).toEqual(rows(narrow(settingsTable())));
  });
});

describe('docs/errors.md', () => {
  it('lists every problem with its status and title', () => {
    const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');
    for (const [type, { status, title }] of Object.entries(problemTypes)) {
      const [, section = ''] = page.split(`## \`${type}\`\n`);
      expect(section, type).toMatch(new RegExp(`^\\n${String(status)} · ${title}`));
    }
  });
});
