using System.CommandLine;
using Bifrost.Domain.Audit;
using Bifrost.Domain.VirtualKeys;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Commands;

/// <summary><c>key create</c>, <c>key revoke</c>, <c>key list</c>.</summary>
internal static class KeyVerbs
{
    public static Command Build(SettingsOptions settings) =>
        new("key", "Makes, revokes and lists virtual keys.") { Create(settings), Revoke(settings), List(settings) };

    private static Command Create(SettingsOptions settings)
    {
        var name = new Argument<string>("name") { Description = "Unique over the installation." };
        var team = new Option<string>("--team") { HelpName = "TEAM", Description = "The team that the key belongs to." };
        var customer = new Option<string>("--customer") { HelpName = "CUSTOMER", Description = "The customer, for a key without a team." };
        var models = new Option<string>("--models") { HelpName = "A,B", Description = "Model patterns, such as openai/*. Without any the key may use nothing." };
        var expires = Verb.MomentOption("--expires", "The key ends at this moment.");
        var tags = new Option<string>("--tags") { HelpName = "K=V,K=V", Description = "Attribution, at most 10." };
        return new Command("create", "Makes a virtual key and prints its secret, the only time that it is known.") { name, team, customer, models, expires, tags }
            .Runs(settings, async (parsed, _, session, cancellationToken) =>
            {
                if (!TryReadTags(parsed.GetValue(tags), out var tagMap))
                {
                    return ExitCodes.Usage;
                }

                var patterns = (parsed.GetValue(models) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                var spec = new VirtualKeySpec(parsed.GetRequiredValue(name), parsed.GetValue(team), parsed.GetValue(customer), patterns, tagMap, parsed.GetValue(expires));
                var result = await session.Get<VirtualKeyCommands>().CreateAsync(Actor.CommandLine, spec, cancellationToken: cancellationToken);
                if (!result.IsOk)
                {
                    return Verb.Refuse(result);
                }

                Verb.Print(result.Value.Secret);
                Verb.Say(patterns.Length == 0 ? $"Made {spec.Name}. It may use no model: give --models 'provider/*'." : $"Made {spec.Name}. The secret is shown this once.");
                return ExitCodes.Ok;
            });
    }

    private static Command Revoke(SettingsOptions settings)
    {
        var name = new Argument<string>("name") { Description = "The key's name." };
        return new Command("revoke", "Ends a virtual key for good.") { name }.Runs(settings, async (parsed, _, session, cancellationToken) =>
        {
            var asked = parsed.GetRequiredValue(name);
            await using var db = await session.OpenContextAsync(cancellationToken);
            var key = await db.VirtualKeys.AsNoTracking().SingleOrDefaultAsync(x => x.Name == asked, cancellationToken);
            if (key is null)
            {
                Verb.Say($"There is no key {asked}.");
                return ExitCodes.Failed;
            }

            var result = await session.Get<VirtualKeyCommands>().RevokeAsync(Actor.CommandLine, key.Id, cancellationToken: cancellationToken);
            if (!result.IsOk)
            {
                return Verb.Refuse(result);
            }

            Verb.Say(key.RevokedAt is null ? $"Revoked {asked}." : $"{asked} was revoked already.");
            return ExitCodes.Ok;
        });
    }

    private static Command List(SettingsOptions settings) =>
        new Command("list", "Lists the virtual keys, columns separated by tabs.").Runs(settings, async (_, _, session, cancellationToken) =>
        {
            await using var db = await session.OpenContextAsync(cancellationToken);
            var now = session.Get<TimeProvider>().GetUtcNow().UtcDateTime;
            Verb.PrintRow("name", "state", "last_four", "team", "customer", "models", "tags", "expires_at", "last_used_at");
            await foreach (var key in db.VirtualKeys.AsNoTracking().Include(x => x.Team!.Customer).Include(x => x.Customer).OrderBy(x => x.Name).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                var state = key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active";
                Verb.PrintRow(key.Name, state, key.LastFour, key.Team?.Name, key.Customer?.Name ?? key.Team?.Customer?.Name, string.Join(',', key.Models), TagText.Of(key.Tags), Verb.Show(key.ExpiresAt), Verb.Show(key.LastUsedAt));
            }

            return ExitCodes.Ok;
        });

    private static bool TryReadTags(string? text, out Dictionary<string, string> tags)
    {
        tags = new(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2 || !tags.TryAdd(parts[0], parts[1]))
            {
                Verb.Say($"--tags: “{pair}” is no k=v, or stands twice.");
                return false;
            }
        }

        return true;
    }
}
