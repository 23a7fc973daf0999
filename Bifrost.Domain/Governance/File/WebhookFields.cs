using Bifrost.Domain.Alerts;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads the rows of <c>webhooks</c>.</summary>
internal static class WebhookFields
{
    public static GovernanceFileRow<FiledWebhook> Read(FileFields fields)
    {
        var spec = new WebhookSpec(fields.Required("name"), fields.Required("url"), fields.Texts("kinds") ?? [], fields.Flag("allow_private_network"));
        fields.Report(WebhookRules.Check(spec));
        var secret = fields.Required("secret");
        if (!WebhookSecret.IsWellFormed(secret))
        {
            fields.Report("secret", "This is no signing secret: write whsec_ and the base64 of 24 to 64 random bytes, as this makes one: echo \"whsec_$(openssl rand -base64 32)\".");
        }

        return fields.Row(new FiledWebhook(spec, new Secret(secret)));
    }
}
