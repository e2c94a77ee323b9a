import type { ControlReply, ControlRequest } from './control.ts';
import type { Installation } from '../installation/installation.ts';

/** Carries out what `npm run service` asks for. */
export async function control(installation: Installation, request: ControlRequest): Promise<ControlReply> {
  switch (request.command) {
    case 'where':
      return {
        ok: true,
        text: `Home ${installation.home}, process ${process.pid}, addresses in ${installation.endpointsFile}`,
      };
    case 'list':
      return { ok: true, text: list(installation) };
    case 'stop': {
      await Promise.all(installation.members(request.name).map((member) => member.stop()));
      return { ok: true, text: `${request.name} is stopped` };
    }
    case 'start':
    case 'restart': {
      const members = installation.members(request.name);
      if (request.command === 'restart') await Promise.all(members.map((member) => member.stop()));
      await Promise.all(members.map((member) => member.start()));
      return { ok: true, text: `${request.name} is ready` };
    }
  }
}

function list(installation: Installation): string {
  return [...installation.processes]
    .map(([name, { state, pid, restarts }]) => {
      const again = restarts > 0 ? `restarted ${restarts}×` : '';
      return `${name.padEnd(16)}${state.padEnd(10)}${String(pid ?? '').padEnd(9)}${again}`.trimEnd();
    })
    .join('\n');
}
