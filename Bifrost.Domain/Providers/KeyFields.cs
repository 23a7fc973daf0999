using System.Text.Json;
using System.Text.RegularExpressions;
using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Providers;

/// <summary>The fields of the keys of those kinds that a single secret is not enough for, and their rules.</summary>
public static partial class KeyFields
{
    public const string AccessKeyId = "access_key_id";
    public const string SecretAccessKey = "secret_access_key";
    public const string SessionToken = "session_token";
    public const string Region = "region";
    public const string Profile = "profile";
    public const string RoleArn = "role_arn";
    public const string TenantId = "tenant_id";
    public const string ClientId = "client_id";
    public const string ClientSecret = "client_secret";
    public const string ServiceAccountJson = "service_account_json";
    public const string Project = "project";
    public const string Location = "location";

    private const int MaxSecret = 16 * 1024;

    private static readonly Dictionary<string, KeyField[]> ByKind = new(StringComparer.Ordinal)
    {
        ["bedrock"] =
        [
            new(Region, "Region", false, "us-east-1"),
            new(AccessKeyId, "Access key ID", false, "AKIA…"),
            new(SecretAccessKey, "Secret access key", true, "Secret access key"),
            new(SessionToken, "Session token", true, "Only of temporary credentials"),
            new(Profile, "Profile", false, "In the server's AWS files"),
            new(RoleArn, "Role to assume", false, "arn:aws:iam::…:role/name"),
        ],
        ["azure"] =
        [
            new(TenantId, "Tenant ID", false, "Of the app's directory"),
            new(ClientId, "Client ID", false, "Of the app registration"),
            new(ClientSecret, "Client secret", true, "Client secret"),
        ],
        ["vertex"] =
        [
            new(Project, "Project", false, "my-project", IsRequired: true),
            new(Location, "Location", false, "global", IsRequired: true),
            new(ServiceAccountJson, "Service account's JSON key", true, "Empty: the server's default credentials"),
        ],
    };

    /// <summary>Every name that a field has, of any kind.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. ByKind.Values.SelectMany(x => x).Select(x => x.Name)];

    /// <summary>The fields of a kind, in the order of a form; empty for a kind whose key is its value alone.</summary>
    public static IReadOnlyList<KeyField> Of(string kind) => ByKind.GetValueOrDefault(kind, []);

    public static bool IsSecret(string name) => ByKind.Values.Any(x => Array.Exists(x, f => f.IsSecret && f.Name == name));

    /// <summary>Whether keys of the kind have a <c>value</c>.</summary>
    public static bool HasValue(string kind) => kind != "vertex";

    /// <summary>
    /// Whether a stored secret that is not said again stays: as long as what it belongs to is the same. It is never shown to a login
    /// that it was not given for.
    /// </summary>
    /// <param name="secret">Its name.</param>
    /// <param name="stored">The settings that it was stored with.</param>
    /// <param name="said">The key as it is said now.</param>
    public static bool Keeps(string secret, IReadOnlyDictionary<string, string> stored, ProviderKeySpec said) => !said.Fields.ContainsKey(secret) && secret switch
    {
        SecretAccessKey => Same(AccessKeyId, stored, said),
        SessionToken => Same(AccessKeyId, stored, said) && !said.Fields.ContainsKey(SecretAccessKey),
        ClientSecret => Same(ClientId, stored, said) && Same(TenantId, stored, said),
        _ => true,
    };

    private static bool Same(string name, IReadOnlyDictionary<string, string> stored, ProviderKeySpec said) =>
        said.Fields.TryGetValue(name, out var value) && value.Length > 0 && stored.TryGetValue(name, out var known) && known == value;

    /// <summary>What is wrong with the fields that are said, each by its name.</summary>
    public static IEnumerable<FieldError> Check(string kind, ProviderKeySpec key)
    {
        var own = Of(kind);
        if (key.Value is not null && !HasValue(kind))
        {
            yield return new("value", $"A key of {kind} has no value: it takes {string.Join(", ", own.Select(x => x.Name))}.");
        }

        foreach (var (name, value) in key.Fields)
        {
            if (!own.Any(x => x.Name == name))
            {
                yield return new(name, own.Count == 0 ? $"A key of {kind} has its value and no {name}." : $"A key of {kind} has no {name}: it takes {string.Join(", ", own.Select(x => x.Name))}.");
            }
            else if (value.Length > 0 && FormOf(name, value) is { } form)
            {
                yield return new(name, $"The {name} of {key.Name} {form}");
            }
        }
    }

    // Regions and locations become part of a host's name: nothing but letters, digits and hyphens.
    private static string? FormOf(string name, string value) => name switch
    {
        Region or Location => Place().IsMatch(value) ? null : "is one such as us-east-1.",
        Project => ProjectId().IsMatch(value) ? null : "is an ID such as my-project-123.",
        TenantId or ClientId => Id().IsMatch(value) ? null : "is an ID of letters, digits, hyphens and dots.",
        AccessKeyId => AccessKey().IsMatch(value) ? null : "is one such as AKIAIOSFODNN7EXAMPLE.",
        RoleArn => Role().IsMatch(value) ? null : "is one such as arn:aws:iam::…:role/name.",
        ServiceAccountJson => IsServiceAccount(value) ? null : "is the JSON key of a service account, with type, client_email and private_key.",
        _ => value.Length <= (IsSecret(name) ? MaxSecret : 256) && !value.Any(char.IsControl) ? null : "is too long or holds a control character.",
    };

    private static bool IsServiceAccount(string json)
    {
        if (json.Length > MaxSecret)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            return Is(document.RootElement, "type", "service_account") && Is(document.RootElement, "client_email", null) && Is(document.RootElement, "private_key", null);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Is(JsonElement root, string name, string? value) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String
        && (value is null ? field.GetString()!.Length > 0 : field.GetString() == value);

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]\\z")]
    private static partial Regex Place();

    [GeneratedRegex("^[a-z0-9][a-z0-9.:-]{0,99}\\z")]
    private static partial Regex ProjectId();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9.-]{0,127}\\z")]
    private static partial Regex Id();

    [GeneratedRegex("^[A-Za-z0-9_]{4,128}\\z")]
    private static partial Regex AccessKey();

    [GeneratedRegex("^arn:[a-z0-9-]+:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]{1,512}\\z")]
    private static partial Regex Role();
}
