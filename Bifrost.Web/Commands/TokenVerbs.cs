using System.CommandLine;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Identity;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Commands;

/// <summary><c>token create</c>, <c>token revoke</c>, <c>token list</c>.</summary>
internal static class TokenVerbs
{
    public static Command Build(SettingsOptions settings) =>
        new("token", "Makes, revokes and lists tokens for the admin API.") { Create(settings), Revoke(settings), List(settings) };

    private static Command Create(SettingsOptions settings)
    {
        var name = new Argument<string>("name") { Description = "Unique over the installation." };
        var role = new Option<string>("--role") { HelpName = "ROLE", Description = "admin changes everything, auditor reads.", Required = true };
        role.AcceptOnlyFromAmong("admin", "auditor");
        return new Command("create", "Makes an admin token and prints its secret, the only time that it is known.") { name, role }
            .Runs(settings, async (parsed, _, session, cancellationToken) =>
            {
                var given = parsed.GetRequiredValue(role) == "admin" ? Role.Admin : Role.Auditor;
                var result = await session.Get<TokenCommands>().CreateAsync(Actor.CommandLine, parsed.GetRequiredValue(name), given, cancellationToken);
                if (!result.IsOk)
                {
                    return Verb.Refuse(result);
                }

                Verb.Print(result.Value.Secret);
                Verb.Say($"Made {result.Value.Token.Name}. The secret is shown this once.");
                return ExitCodes.Ok;
            });
    }

    private static Command Revoke(SettingsOptions settings)
    {
        var name = new Argument<string>("name") { Description = "The token's name." };
        return new Command("revoke", "Ends an admin token for good.") { name }.Runs(settings, async (parsed, _, session, cancellationToken) =>
        {
            var asked = parsed.GetRequiredValue(name);
            await using var db = await session.OpenContextAsync(cancellationToken);
            var token = await db.AdminTokens.AsNoTracking().SingleOrDefaultAsync(x => x.Name == asked, cancellationToken);
            if (token is null)
            {
                Verb.Say($"There is no token {asked}.");
                return ExitCodes.Failed;
            }

            if (token.RevokedAt is null)
            {
                var result = await session.Get<TokenCommands>().RevokeAsync(Actor.CommandLine, token.Id, cancellationToken);
                if (!result.IsOk)
                {
                    return Verb.Refuse(result);
                }
            }

            Verb.Say(token.RevokedAt is null ? $"Revoked {asked}." : $"{asked} was revoked already.");
            return ExitCodes.Ok;
        });
    }

    private static Command List(SettingsOptions settings) =>
        new Command("list", "Lists the admin tokens, columns separated by tabs.").Runs(settings, async (_, _, session, cancellationToken) =>
        {
            await using var db = await session.OpenContextAsync(cancellationToken);
            Verb.PrintRow("name", "state", "last_four", "role", "created_at");
            await foreach (var token in db.AdminTokens.AsNoTracking().OrderBy(x => x.Name).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                Verb.PrintRow(token.Name, token.RevokedAt is null ? "active" : "revoked", token.LastFour, token.Role == Role.Admin ? "admin" : "auditor", Verb.Show(token.CreatedAt));
            }

            return ExitCodes.Ok;
        });
}
