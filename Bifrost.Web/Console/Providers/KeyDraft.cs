using Bifrost.Domain.Providers;

namespace Bifrost.Web.Console.Providers;

/// <summary>A provider's key while it is edited. The stored secret never comes here.</summary>
public sealed class KeyDraft
{
    public string Name { get; set; } = "";

    /// <summary>A new secret; empty keeps the stored one.</summary>
    public string Value { get; set; } = "";

    public double Weight { get; set; } = 1;

    /// <summary>Patterns parted by commas; empty serves all.</summary>
    public string Models { get; set; } = "";

    /// <summary>Of the stored secret; null where none is stored.</summary>
    public string? LastFour { get; init; }

    public bool IsStored { get; init; }

    /// <summary>What the kind has beside the value, by its name; an empty secret keeps the stored one.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>The secret fields that are stored.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    public static KeyDraft Of(ProviderKey key)
    {
        var draft = new KeyDraft
        {
            Name = key.Name,
            Weight = key.Weight,
            Models = string.Join(", ", key.Models ?? []),
            LastFour = key.LastFour,
            IsStored = true,
            SecretNames = key.SecretNames,
        };
        foreach (var (name, value) in key.Settings)
        {
            draft.Fields[name] = value;
        }

        return draft;
    }

    public ProviderKeySpec ToSpec()
    {
        var models = Models.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new ProviderKeySpec(Name.Trim(), Value.Trim() is { Length: > 0 } value ? value : null, Weight, models.Length == 0 ? null : models)
        {
            Fields = Fields.Where(x => x.Value.Trim().Length > 0).ToDictionary(x => x.Key, x => x.Value.Trim(), StringComparer.Ordinal),
        };
    }
}
