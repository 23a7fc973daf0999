using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Providers;

/// <summary>Whether a key has all that its kind needs, and not two logins at once.</summary>
public static class KeyCompleteness
{
    /// <summary>What is missing or too much, by the field's name; stored secrets count as said.</summary>
    /// <param name="kind">Of the provider.</param>
    /// <param name="has">Whether the key has a field, <c>value</c> among them.</param>
    /// <param name="hasBaseUrl">The provider names its address, so that the key need not tell it.</param>
    public static FieldError? FaultOf(string kind, Func<string, bool> has, bool hasBaseUrl) => kind switch
    {
        "bedrock" => BedrockFault(has, hasBaseUrl),
        "azure" => AzureFault(has),
        "vertex" => Missing(kind, has, KeyFields.Project, KeyFields.Location),
        _ => null,
    };

    private static FieldError? BedrockFault(Func<string, bool> has, bool hasBaseUrl)
    {
        var (value, keys, profile) = (has("value"), has(KeyFields.AccessKeyId) || has(KeyFields.SecretAccessKey) || has(KeyFields.SessionToken), has(KeyFields.Profile));
        if ((value ? 1 : 0) + (keys ? 1 : 0) + (profile ? 1 : 0) > 1 || (value && has(KeyFields.RoleArn)))
        {
            return new(value ? "value" : KeyFields.Profile, "A key of bedrock is a value (a Bedrock API key), or access_key_id with secret_access_key, or a profile: not two of them.");
        }

        return keys ? Missing("bedrock", has, KeyFields.AccessKeyId, KeyFields.SecretAccessKey, KeyFields.Region)
            : profile ? Missing("bedrock", has, KeyFields.Region)
            : has(KeyFields.RoleArn) ? new(KeyFields.RoleArn, "A role is assumed with access_key_id and secret_access_key, or with a profile.")
            : !value ? new("value", "A key of bedrock needs a value (a Bedrock API key), or access_key_id and secret_access_key, or a profile.")
            : hasBaseUrl ? null : Missing("bedrock", has, KeyFields.Region);
    }

    private static FieldError? AzureFault(Func<string, bool> has)
    {
        var isApp = has(KeyFields.TenantId) || has(KeyFields.ClientId) || has(KeyFields.ClientSecret);
        return !isApp ? (has("value") ? null : new("value", "A key of azure needs a value, or tenant_id, client_id and client_secret."))
            : has("value") ? new("value", "A key of azure is a value, or tenant_id with client_id and client_secret: not both.")
            : Missing("azure", has, KeyFields.TenantId, KeyFields.ClientId, KeyFields.ClientSecret);
    }

    private static FieldError? Missing(string kind, Func<string, bool> has, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!has(name))
            {
                return new(name, $"A key of {kind} needs {name} here.");
            }
        }

        return null;
    }
}
