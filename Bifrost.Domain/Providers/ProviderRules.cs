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

        CheckReach(spec, errors);
        if (spec.MaxRetries is < 0 or > MaxRetries)
        {
            errors.Add(new("max_retries", $"Use 0 to {MaxRetries}."));
        }

        CheckTimeout("connect_timeout", spec.ConnectTimeout, errors);
        CheckTimeout("first_byte_timeout", spec.FirstByteTimeout, errors);
        CheckTimeout("idle_timeout", spec.IdleTimeout, errors);
        CheckKeys(spec, errors);
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

    private static void CheckReach(ProviderSpec spec, List<FieldError> errors)
    {
        if (spec.ApiVersion is { } version && (spec.Kind != "azure" || !ApiVersion().IsMatch(version)))
        {
            errors.Add(new("api_version", spec.Kind == "azure" ? "Write one such as 2024-10-21, or none for the v1 API." : "Only a provider of the kind azure has one."));
        }

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

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?\z")]
    private static partial Regex ApiVersion();

    /// <summary>What is wrong with one key of a kind, by its fields.</summary>
    public static IEnumerable<FieldError> CheckKey(string kind, ProviderKeySpec key)
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

        foreach (var error in KeyFields.Check(kind, key).Concat(VirtualKeyRules.CheckModels(key.Models)))
        {
            yield return error;
        }
    }

    private static void CheckKeys(ProviderSpec spec, List<FieldError> errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in spec.Keys)
        {
            errors.AddRange(CheckKey(spec.Kind, key).Select(x => new FieldError("keys", x.Message)));
            if (!names.Add(key.Name))
            {
                errors.Add(new("keys", $"Two keys are called {key.Name}."));
            }
        }
    }
}
