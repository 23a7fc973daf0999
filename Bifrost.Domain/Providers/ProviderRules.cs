using System.Text.RegularExpressions;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Limits;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Providers;

/// <summary>What a provider may be, apart from what the catalogue of kinds knows.</summary>
public static partial class ProviderRules
{
    public const int MaxRetries = 10;

    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    // What the transport owns, and what carries credentials: never an extra header.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "authorization", "cookie", "host", "content-length", "content-type", "connection", "transfer-encoding", "upgrade", "te", "trailer", "proxy-authorization", "expect",
    };

    public static List<FieldError> Check(ProviderSpec spec)
    {
        List<FieldError> errors = spec.Limits is null ? [] : LimitRules.Check(spec.Limits);
        if (Names.CheckProvider(spec.Name) is { } wrong)
        {
            errors.Add(new("name", wrong));
        }

        if (spec.BaseUrl is { } url && CheckBaseUrl(url) is { } badUrl)
        {
            errors.Add(new("base_url", badUrl));
        }

        CheckEgress(spec, errors);
        if (spec.MaxRetries is < 0 or > MaxRetries)
        {
            errors.Add(new("max_retries", $"Use 0 to {MaxRetries}."));
        }

        CheckTimeout("connect_timeout", spec.ConnectTimeout, errors);
        CheckTimeout("first_byte_timeout", spec.FirstByteTimeout, errors);
        CheckTimeout("idle_timeout", spec.IdleTimeout, errors);
        CheckKeys(spec.Keys, errors);
        foreach (var (name, value) in spec.ExtraHeaders)
        {
            if (Reserved.Contains(name) || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                errors.Add(new("extra_headers", $"“{name}” may not be set here."));
            }
            else if (value is not null && value.Any(c => c is < ' ' or > '~'))
            {
                errors.Add(new("extra_headers", $"The value of {name} holds characters that a header cannot carry."));
            }
        }

        return errors;
    }

    private static void CheckEgress(ProviderSpec spec, List<FieldError> errors)
    {
        if (spec.Proxy is { } proxy && ProxyAddress.Parse(proxy, out var badProxy) is null)
        {
            errors.Add(new("proxy", badProxy));
        }

        if (spec.CaFile is { } file && (file.Length is 0 or > 1024 || file.Any(char.IsControl)))
        {
            errors.Add(new("ca_file", "Write the path of a PEM file on the server."));
        }
    }

    private static string? CheckBaseUrl(string url) =>
        Placeholder().Match(url) is { Success: true } open ? $"Put your own in the place of {open.Value}."
        : !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") ? "Write a whole address, such as https://api.example.com/v1."
        : uri.UserInfo.Length > 0 ? "Put the credential into a key, not into the address."
        : uri.Query.Length > 0 || uri.Fragment.Length > 0 ? "Leave out what follows ? or #."
        : null;

    [GeneratedRegex(@"\{[^}]*\}?")]
    private static partial Regex Placeholder();

    private static void CheckTimeout(string field, TimeSpan value, List<FieldError> errors)
    {
        if (value < MinTimeout || value > MaxTimeout)
        {
            errors.Add(new(field, "Use 1 ms to 24 h."));
        }
    }

    /// <summary>What is wrong with one key, by its fields.</summary>
    public static IEnumerable<FieldError> CheckKey(ProviderKeySpec key)
    {
        if (Names.Check(key.Name) is { } wrong)
        {
            yield return new("name", wrong);
        }

        if (!double.IsFinite(key.Weight) || key.Weight is < 0 or > 1_000_000)
        {
            yield return new("weight", $"The weight of {key.Name} must be 0 to 1,000,000.");
        }

        if (key.Value is { } value && (value.Length == 0 || value.Length > 8192 || value.Any(c => c is <= ' ' or > '~')))
        {
            yield return new("value", $"The value of {key.Name} is empty or holds a space or a character that a header cannot carry.");
        }

        foreach (var error in VirtualKeyRules.CheckModels(key.Models))
        {
            yield return error;
        }
    }

    private static void CheckKeys(IReadOnlyList<ProviderKeySpec> keys, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            errors.AddRange(CheckKey(key).Select(x => new FieldError("keys", x.Message)));
            if (!names.Add(key.Name))
            {
                errors.Add(new("keys", $"Two keys are called {key.Name}."));
            }
        }
    }
}
