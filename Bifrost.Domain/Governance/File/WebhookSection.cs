using Bifrost.Domain.Alerts;
using Bifrost.Domain.Audit;

namespace Bifrost.Domain.Governance.File;

/// <summary>Applies <c>webhooks</c>.</summary>
internal static class WebhookSection
{
    private const string Kind = "webhook";

    public static async Task ApplyAsync(FileApplication apply, WebhookCommands commands)
    {
        var rows = apply.File.Webhooks ?? [];
        var existing = await apply.FindAsync(apply.Scope.Db.Webhooks, rows.Select(x => x.Spec.Spec.Name), x => x.Name);
        foreach (var row in rows)
        {
            if (existing.TryGetValue(row.Spec.Spec.Name, out var webhook))
            {
                await ApplyAsync(apply, commands, row, webhook);
            }
            else if (apply.Passed(await commands.CreateAsync(apply.Scope, row.Spec.Spec, row.Spec.Secret.Reveal(), fromFile: true), row))
            {
                apply.Say(GovernanceFileVerb.Created, Kind, row.Spec.Spec.Name);
            }
        }
    }

    /// <summary>
    /// Disables what the file no longer names, and lets it go: an operator can then delete it, because each webhook counts
    /// towards the most that an installation may have.
    /// </summary>
    public static async Task LetGoAsync(FileApplication apply, Webhook webhook, string reason)
    {
        var sends = webhook.DisabledAt is null;
        if (sends)
        {
            await WebhookCommands.SetEnabledAsync(apply.Scope, webhook, enabled: false);
        }

        webhook.FromFile = false;
        WebhookCommands.Record(apply.Scope, sends ? AuditActions.WebhookDisabled : AuditActions.WebhookChanged, webhook, reason);
        apply.Say(sends ? GovernanceFileVerb.Disabled : GovernanceFileVerb.Changed, Kind, webhook.Name, reason);
    }

    private static async Task ApplyAsync(FileApplication apply, WebhookCommands commands, GovernanceFileRow<FiledWebhook> row, Webhook webhook)
    {
        var spec = row.Spec.Spec;

        // The receiver at the former address said that it is gone: another address is a reason to send again.
        var moved = webhook.DisabledReason is not null && webhook.Url != spec.Url;
        var isOff = webhook.DisabledAt is not null && !moved;
        if (await apply.BeginAsync(WebhookCommands.TargetOf(webhook), webhook.FromFile, isOff, AuditActions.WebhookDisabled, webhook.DisabledReason) is not { } fields)
        {
            return;
        }

        if (moved)
        {
            fields.Add(FileApplication.BackInService);
        }

        var differs = !commands.Holds(webhook, row.Spec.Secret.Reveal());
        var rotates = differs && await apply.MayRotateAsync(webhook.Id, webhook.FromFile, AuditActions.WebhookCreated, AuditActions.SecretRotated);
        fields.AddRange(ChangedFields(webhook, spec));
        if (fields.Count > 0)
        {
            var reason = webhook.FromFile ? null : FileApplication.TakenOver;
            webhook.FromFile = true;
            await WebhookCommands.SetEnabledAsync(apply.Scope, webhook, enabled: true);
            apply.Passed(WebhookCommands.Update(apply.Scope, webhook, spec, reason), row);
        }

        if (rotates)
        {
            commands.Rotate(apply.Scope, webhook, row.Spec.Secret.Reveal());
            fields.Add("secret");
        }

        Say(apply, webhook, fields, kept: differs && !rotates);
    }

    private static void Say(FileApplication apply, Webhook webhook, List<string> fields, bool kept)
    {
        if (kept)
        {
            apply.Say(GovernanceFileVerb.Kept, Kind, webhook.Name, "its secret was rotated outside the file; --force sets the file's");
        }

        if (fields.Count > 0 || !kept)
        {
            apply.SayChanged(Kind, webhook.Name, fields);
        }
    }

    private static IEnumerable<string> ChangedFields(Webhook webhook, WebhookSpec spec)
    {
        var pairs = new (string Field, bool Same)[]
        {
            ("url", webhook.Url == spec.Url),
            ("kinds", Lists.Same(webhook.Kinds, spec.Kinds)),
            ("allow_private_network", webhook.AllowPrivateNetwork == spec.AllowPrivateNetwork),
        };
        return pairs.Where(x => !x.Same).Select(x => x.Field);
    }
}
