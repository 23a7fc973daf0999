using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.Admission;
using Bifrost.Gateway.Authentication;
using Bifrost.Gateway.Forwarding;
using Bifrost.Gateway.Limits;

namespace Bifrost.Gateway;

/// <summary>Who decides what in the story of a request.</summary>
internal sealed record GatewaySteps(Authenticator Authenticator, Admitter Admitter, Translator Translator, Limiter Limiter, ProviderForwarder Forwarder, TokenCounter Counter, DecisionTrace Decisions);
