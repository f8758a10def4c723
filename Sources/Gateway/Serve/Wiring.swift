import Hummingbird
import Logging
import ServiceLifecycle

/// Which part gets which others: the one place where the gateway is put together.
struct Wiring: Sendable {
    let configuration: GatewayConfiguration
    let store: Store
    let keys: SigningKeys
    let addresses: Addresses
    let time: any Timekeeper
    let logger: Logger
    let bells = Bells()
    let presence: Presence

    init(
        configuration: GatewayConfiguration, store: Store, keys: SigningKeys, addresses: Addresses,
        time: any Timekeeper, logger: Logger
    ) {
        self.configuration = configuration
        self.store = store
        self.keys = keys
        self.addresses = addresses
        self.time = time
        self.logger = logger
        presence = Presence(startedAt: time.monotonic)
    }

    var bearer: Bearer { Bearer(store: store, keys: keys, addresses: addresses, time: time) }

    var history: BladeHistory {
        BladeHistory(store: store, presence: presence, time: time, silentAfter: configuration.silentAfter)
    }

    var queue: RequestsQueue {
        RequestsQueue(
            store: store, bells: bells, time: time, limits: QueueLimits(lease: configuration.requests.lease))
    }

    var acceptance: Acceptance {
        Acceptance(
            store: store, keys: keys, addresses: addresses, bells: bells, time: time,
            maxAge: configuration.requests.maxAge)
    }

    /// What runs beside the server.
    var services: [any Service] {
        [
            Deadlines(store: store, bells: bells, time: time, logger: logger),
            Eraser(store: store, bells: bells, time: time, logger: logger),
            BladeWatch(history: history, presence: presence, time: time, logger: logger),
        ]
    }

    /// All doors.
    func router() -> Router<DoorContext> {
        let router = Router(context: DoorContext.self)
        tokenDoors(Doors(router: router, form: .token))
        graphDoors(Doors(router: router, form: .graph))
        agentDoors(Doors(router: router, form: .graph))
        scimDoors(Doors(router: router, form: .scim))
        return router
    }

    private func tokenDoors(_ doors: Doors) {
        let token = TokenDoor(store: store, keys: keys, addresses: addresses, time: time)
        let discovery = DiscoveryDoor(store: store, keys: keys, addresses: addresses)
        doors.door("/:tenant/oauth2/v2.0/token", [.post: token.respond])
        doors.door("/:tenant/oauth2/token", [.post: token.respond])
        doors.door("/:tenant/v2.0/.well-known/openid-configuration", [.get: discovery.document])
        doors.door("/:tenant/discovery/v2.0/keys", [.get: discovery.keySet])
    }

    private func graphDoors(_ doors: Doors) {
        let reset = ResetDoor(bearer: bearer, acceptance: acceptance, addresses: addresses)
        let operation = OperationDoor(
            bearer: bearer, store: store, addresses: addresses, language: configuration.language)
        let users = UsersDoor(bearer: bearer, store: store, addresses: addresses)
        let blade = BladeDoor(bearer: bearer, history: history, language: configuration.language)
        doors.door("/v1.0/users/:user/authentication/methods/:method/resetPassword", [.post: reset.respond])
        doors.door("/v1.0/users/:user/authentication/operations/:operation", [.get: operation.respond])
        doors.door("/v1.0/users", [.get: users.list])
        doors.door("/v1.0/users/:user", [.get: users.find])
        doors.door("/v1.0/writeback/blade", [.get: blade.respond])
    }

    private func agentDoors(_ doors: Doors) {
        let enrolment = EnrolmentDoor(store: store, keys: keys, time: time)
        let queue = QueueDoor(bearer: bearer, queue: queue, presence: presence, addresses: addresses, time: time)
        let reports = ReportDoor(
            bearer: bearer, status: StatusIntake(store: store, bells: bells, time: time),
            health: HealthIntake(store: store, presence: presence, time: time), history: history)
        doors.door("/:tenant/writeback/enrolments", [.post: enrolment.respond])
        doors.door("/writeback-requests/messages/head", [.post: queue.lease])
        doors.door(
            "/writeback-requests/messages/:sequence/:token",
            [.post: queue.renew, .put: queue.abandon, .delete: queue.complete])
        doors.door("/writeback-status/messages", [.post: reports.respond])
    }

    private func scimDoors(_ doors: Doors) {
        let people = SCIMDoor(bearer: bearer, store: store, addresses: addresses, time: time)
        doors.door("/scim/v2/Users", [.get: people.list, .post: people.create])
        doors.door("/scim/v2/.search", [.post: people.search])
        doors.door("/scim/v2/Users/.search", [.post: people.search])
        doors.door(
            "/scim/v2/Users/:user",
            [.get: people.find, .put: people.replace, .delete: people.delete, .patch: people.patch])
        let about = SCIMDescriptionDoor(addresses: addresses)
        doors.door("/scim/v2/ServiceProviderConfig", [.get: about.provider])
        doors.door("/scim/v2/ResourceTypes", [.get: about.resourceTypes])
        doors.door("/scim/v2/ResourceTypes/:name", [.get: about.resourceType])
        doors.door("/scim/v2/Schemas", [.get: about.schemas])
        doors.door("/scim/v2/Schemas/:name", [.get: about.schema])
    }
}
