// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func door(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", resources: resources, swiftSettings: strict)
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwt: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(name: "NIOFoundationCompat", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "writeback",
    products: [
        .executable(name: "writebackd", targets: ["writebackd"]),
        .executable(name: "writebackctl", targets: ["writebackctl"]),
        .executable(name: "writeback-gateway", targets: ["writeback-gateway"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CLDAP", pkgConfig: "ldap", providers: [.apt(["libldap2-dev", "libsasl2-dev"])]),
        .target(name: "CCatalog"),
        room("Secrets"),
        room("Daemon", [logging, yams]),
        room("LDAP", ["CLDAP", "Secrets", logging]),
        room("Directory", ["LDAP", "Secrets", logging]),
        room("Writeback", ["Secrets", "CCatalog", crypto, jwt]),
        room("AgentControl", ["Writeback", httpClient, nioCore, nioFoundation]),
        room(
            "Agent",
            [
                "AgentControl", "Writeback", "Directory", "LDAP", "Daemon", "Secrets", logging, lifecycle, crypto, jwt,
                httpClient, hummingbird, grdb, nioCore, nioPosix, nioFoundation, nioSSL,
            ]),
        room(
            "Gateway",
            [
                "Writeback", "Daemon", "Secrets", logging, lifecycle, crypto, cryptoExtras, jwt, x509, hummingbird,
                hummingbirdTLS, grdb, nioCore, nioPosix, nioFoundation, nioSSL,
            ]),
        door("writebackd", ["Agent", "AgentControl", "Daemon", "Secrets", "Writeback", arguments]),
        door("writebackctl", ["AgentControl", "Writeback", arguments]),
        door("writeback-gateway", ["Gateway", "Daemon", "Writeback", logging, arguments]),

        .target(
            name: "Support", dependencies: ["Secrets"], path: "Tests/Support", swiftSettings: strict),
        tests("SecretsTests", ["Secrets"]),
        tests("DaemonTests", ["Daemon", logging]),
        tests(
            "WritebackTests", ["Writeback", "Secrets", crypto, jwt], resources: [.copy("Golden"), .copy("Vectors")]),
        tests("LDAPTests", ["LDAP", "Secrets", "Support"]),
        tests("LiveDirectory", ["LDAP", "Directory", "Secrets", "Support", logging]),
        tests(
            "GatewayTests",
            [
                "Gateway", "Daemon", "Writeback", "Secrets", logging, lifecycle, crypto, cryptoExtras, jwt, x509,
                httpClient,
                grdb, nioCore, nioFoundation, nioSSL,
            ]),
        tests(
            "AgentTests",
            [
                "Agent", "AgentControl", "Daemon", "Writeback", "Directory", "LDAP", "Secrets", "Support", logging,
                lifecycle, crypto, grdb, hummingbird, nioCore,
            ]),
        tests("AgentControlTests", ["AgentControl", "Writeback"]),
        tests("EndToEnd", ["Support", httpClient, grdb, nioCore, nioFoundation, nioSSL]),
    ],
    cLanguageStandard: .c2x
)
