import { beforeAll, describe, expect, it } from 'vitest';
import { benchReport, file, json, startTestService, type TestService } from './service.js';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});

describe('operations', () => {
  it('tells that it is alive and ready', async () => {
    expect(await json(await service.get('/health'))).toEqual({ status: 'alive' });
    expect(await json(await service.get('/ready'))).toEqual({ status: 'ready' });
  });

  it('gives figures of answers, of the store and of reports', async () => {
    await file(service, benchReport());
    await file(service, '{', {});
    const text = await (await service.get('/metrics')).text();
    expect(text).toMatch(/wegwijzer_http_request_duration_seconds_count\{[^}]*route="\/reports"[^}]*\} \d/);
    expect(text).toMatch(/wegwijzer_store_worker_memory_bytes\{role="operational",worker="\d"\} [1-9]/);
    expect(text).toMatch(/wegwijzer_store_sequence [1-9]/);
    expect(text).toContain('wegwijzer_reports_total{outcome="accepted"} 1');
    expect(text).toContain('wegwijzer_reports_total{outcome="malformed-body"} 1');
  });
});
