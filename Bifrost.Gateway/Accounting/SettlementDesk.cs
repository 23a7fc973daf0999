using Bifrost.Domain.Persistence;
using Bifrost.Gateway.Limits;
using Bifrost.Gateway.Telemetry;

namespace Bifrost.Gateway.Accounting;

/// <summary>What each settlement needs.</summary>
internal sealed record SettlementDesk(UsageJournal Journal, UsageEstimator Estimator, GatewayMeters Meters, AnonymousRecords Anonymous, SecretProtector Protector, OutputObservations Observed);
