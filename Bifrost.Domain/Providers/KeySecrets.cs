using System.Text.Json;
using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Providers;

/// <summary>Writes the secret of a key, and the fields that some kinds have beside it, into its row.</summary>
internal sealed class KeySecrets(SecretProtector protector)
{
    /// <summary>The secret fields as they are stored and hashed: by name, so that equal ones are equal bytes.</summary>
    public static string? TextOf(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var secrets = new SortedDictionary<string, string>(fields.Where(x => x.Value.Length > 0 && KeyFields.IsSecret(x.Key)).ToDictionary(), StringComparer.Ordinal);
        return secrets.Count == 0 ? null : JsonSerializer.Serialize(secrets);
    }

    /// <summary>The fields that are no secrets.</summary>
    public static Dictionary<string, string> SettingsOf(ProviderKeySpec spec) => spec.Fields.Where(x => x.Value.Length > 0 && !KeyFields.IsSecret(x.Key)).ToDictionary();

    /// <summary>The stored secret fields, opened.</summary>
    public Dictionary<string, string> Read(ProviderKey key) => key.EncryptedSecrets is { } stored
        ? JsonSerializer.Deserialize<Dictionary<string, string>>(protector.Unprotect(stored, ProviderSecrets.FieldsPlace(key.Id)))!
        : [];

    /// <summary>Fills a row. True when a secret that was there has become another.</summary>
    public bool Fill(string kind, ProviderKey key, ProviderKeySpec spec)
    {
        var secrets = KeptOf(kind, key, spec);
        foreach (var (name, value) in spec.Fields.Where(x => KeyFields.IsSecret(x.Key)))
        {
            secrets[name] = value;
        }

        var settings = SettingsOf(spec);
        if (spec.Value is null && settings.Keys.Any(x => x is KeyFields.AccessKeyId or KeyFields.Profile or KeyFields.TenantId or KeyFields.Project))
        {
            // Another way to prove who we are takes the place of the value.
            (key.EncryptedValue, key.ValueHash, key.LastFour) = (null, null, null);
        }

        key.Settings = settings;
        return FillValue(key, spec) | FillFields(key, secrets);
    }

    private bool FillValue(ProviderKey key, ProviderKeySpec spec)
    {
        if (spec.Value is not { } value || ProviderCommands.HashOf(value).AsSpan().SequenceEqual(key.ValueHash))
        {
            return false;
        }

        var rotated = key.ValueHash is not null;
        key.EncryptedValue = protector.Protect(value, ProviderSecrets.KeyPlace(key.Id));
        key.ValueHash = ProviderCommands.HashOf(value);
        key.LastFour = value.Length >= 12 ? value[^4..] : null;
        return rotated;
    }

    private bool FillFields(ProviderKey key, Dictionary<string, string> secrets)
    {
        var text = TextOf(secrets);
        var hash = text is null ? null : ProviderCommands.HashOf(text);
        var rotated = key.SecretsHash is not null && hash is not null && !hash.AsSpan().SequenceEqual(key.SecretsHash);
        if (key.EncryptedSecrets is null || rotated || hash is null)
        {
            key.EncryptedSecrets = text is null ? null : protector.Protect(text, ProviderSecrets.FieldsPlace(key.Id));
            key.SecretsHash = hash;
            key.SecretNames = [.. secrets.Where(x => x.Value.Length > 0).Select(x => x.Key).Order(StringComparer.Ordinal)];
        }

        return rotated;
    }

    private Dictionary<string, string> KeptOf(string kind, ProviderKey key, ProviderKeySpec spec) =>
        spec.Value is not null ? [] : Read(key).Where(x => KeyFields.Of(kind).Any(f => f.Name == x.Key) && KeyFields.Keeps(x.Key, key.Settings, spec)).ToDictionary();
}
