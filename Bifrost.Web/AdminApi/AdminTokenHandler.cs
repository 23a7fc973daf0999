using System.Security.Claims;
using System.Text.Encodings.Web;
using Bifrost.Domain.Audit;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Runtime;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Bifrost.Web.AdminApi;

/// <summary>
/// <c>Authorization: Bearer bfa-…</c>, against the governance that is being served: no database read for a known
/// token, and for a wrong checksum no look-up at all. Also writes the 401 and the 403 of the console's session.
/// </summary>
internal sealed partial class AdminTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, AdminTokenLookup tokens, AuditTrail audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "bifrost-admin-token";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => AuthenticateTokenAsync().AsTask();

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return new ApiProblem(StatusCodes.Status401Unauthorized, "Present an admin token (Authorization: Bearer bfa-…) or the console's session.").ExecuteAsync(Context);
    }

    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var action = Context.GetEndpoint()?.Metadata.GetMetadata<AuditedWrite>()?.Action ?? AuditActions.AccessDenied;
        var why = AdminPolicies.WhyNot(Context) ?? "Your role does not allow this.";
        await audit.WriteAsync(Acting.Of(Context), action, outcome: AuditOutcome.Denied, reason: $"{Request.Method} {Request.Path}: {why}", cancellationToken: CancellationToken.None);
        await new ApiProblem(StatusCodes.Status403Forbidden, why).ExecuteAsync(Context);
    }

    private async ValueTask<AuthenticateResult> AuthenticateTokenAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        if (HashOf(header.AsSpan(Bearer.Length).Trim()) is not { } hash)
        {
            return AuthenticateResult.Fail("This is no admin token of our form.");
        }

        if (await tokens.FindAsync(hash) is not { } token)
        {
            LogUnknown(Logger, Context.Connection.RemoteIpAddress);
            return AuthenticateResult.Fail("This admin token is unknown or revoked.");
        }

        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, token.Id.ToString()),
                new Claim(ClaimTypes.Name, token.Name),
                new Claim(ClaimTypes.Role, token.Role.ToString()),
            ],
            SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private static KeyHash? HashOf(ReadOnlySpan<char> secret) => KeySecret.IsWellFormed(secret, KeySecret.AdminTokenPrefix) ? KeyHash.Of(secret) : null;

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "An admin token that is unknown or revoked was presented from {Address}.")]
    private static partial void LogUnknown(ILogger logger, System.Net.IPAddress? address);
}
