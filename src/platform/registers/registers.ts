import { DefinitionError } from '../../base/problem.ts'
import { ApprovalService } from './approval/service.ts'
import { HistoryService } from './history.ts'
import type { Register } from './register.ts'
import { RegisterService, type RegisterTools } from './service.ts'

/** All registers of the platform, each with its services. */
export class Registers {
  readonly tools: RegisterTools
  readonly approvals: ApprovalService
  readonly #services: ReadonlyMap<string, RegisterService>
  readonly #histories: ReadonlyMap<string, HistoryService>

  constructor(registers: readonly Register[], tools: RegisterTools) {
    this.tools = tools
    const byId = new Map(registers.map(register => [register.id, register]))
    this.#services = new Map(registers.map(register => [register.id, new RegisterService(register, tools, byId)]))
    this.#histories = new Map(registers.map(register => [register.id, new HistoryService(register, tools)]))
    this.approvals = new ApprovalService(byId, tools)
  }

  all(): readonly RegisterService[] {
    return [...this.#services.values()]
  }

  find(id: string): RegisterService | undefined {
    return this.#services.get(id)
  }

  /** @throws DefinitionError: a system names a register that nobody declared */
  service(id: string): RegisterService {
    const service = this.#services.get(id)
    if (!service) throw new DefinitionError(`no register "${id}" is declared`)
    return service
  }

  history(id: string): HistoryService {
    const history = this.#histories.get(id)
    if (!history) throw new DefinitionError(`no register "${id}" is declared`)
    return history
  }
}
