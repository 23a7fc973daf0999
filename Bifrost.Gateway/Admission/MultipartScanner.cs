using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Admission;

/// <summary>Finds the small fields of a form that the gateway reads (model, stream; of images their number, user and prompt); files and everything else pass.</summary>
internal static class MultipartScanner
{
    private const int MaxImages = 128;

    /// <summary>Reads a complete multipart body.</summary>
    /// <param name="unit">What the operation is billed by.</param>
    /// <inheritdoc cref="RequestScanner.TryScan(ReadOnlySpan{byte}, string?, out RequestScan?, out ScanError)" path="/param"/>
    public static bool TryScan(ReadOnlySpan<byte> body, string? contentType, string? pathModel, BilledUnit unit, [NotNullWhen(true)] out RequestScan? scan, out ScanError error)
    {
        scan = null;
        if (!FormParts.TryBegin(body, contentType, out var parts))
        {
            error = new ScanError("content-type", "multipart/form-data needs one boundary of 1 to 70 characters.");
            return false;
        }

        var found = new RequestScan { Items = 1, FormDelimiter = parts.Delimiter, FirstFieldStart = parts.First };
        var wrong = ReadParts(ref parts, body, unit, found) ?? ModelOf(found, pathModel);
        error = wrong ?? default;
        scan = wrong is null ? found : null;
        return wrong is null;
    }

    private static ScanError? ReadParts(ref FormParts parts, ReadOnlySpan<byte> body, BilledUnit unit, RequestScan scan)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (parts.MoveNext())
        {
            var part = parts.Current;
            var name = Fold(part.Folded);
            if (name is "models" or "fallbacks")
            {
                return new ScanError(name, "Models to fall back to are not supported here: name one in 'model'.");
            }

            if (!IsRead(name, unit))
            {
                continue;
            }

            if (name != part.Name || part.IsFile)
            {
                return new ScanError(name, $"Field names are case-sensitive and spelled plainly: write '{name}', and give it no file's name.");
            }

            if (!seen.Add(name))
            {
                return new ScanError(name, $"The field {name} stands twice.");
            }

            if (Take(name, body.Slice(part.Start, part.Length), part.Start, scan) is { } wrong)
            {
                return wrong;
            }
        }

        return parts.Error;
    }

    /// <summary>Letters outside ASCII that some fold into it, too.</summary>
    private static string Fold(string name)
    {
        Span<byte> buffer = stackalloc byte[FieldSpelling.Longest];
        return Encoding.UTF8.GetString(FieldSpelling.Fold(Encoding.UTF8.GetBytes(name), escaped: false, buffer, out _));
    }

    private static bool IsRead(string name, BilledUnit unit) =>
        name is "model" or "stream" || (unit == BilledUnit.Images && (name is "n" or "user" or "prompt" || RequestUnits.Counts(Encoding.UTF8.GetBytes(name))));

    private static ScanError? Take(string name, ReadOnlySpan<byte> value, int start, RequestScan scan)
    {
        switch (name)
        {
            case "model":
                scan.Model = value.Length <= 4 * ModelName.MaxLength ? Encoding.UTF8.GetString(value) : "";
                scan.ModelToken = new JsonRange(start, value.Length);
                return null;
            case "stream":
                scan.Stream = value.SequenceEqual("true"u8);
                return null;
            case "n":
                scan.Choices = Utf8Parser.TryParse(value, out int n, out var read) && read == value.Length && n is >= 1 and <= MaxImages ? n : 0;
                return scan.Choices == 0 ? new ScanError("n", $"The field n must be a number from 1 to {MaxImages}.") : null;
            case "user":
                scan.User = value.Length <= 4 * RequestScanner.MaxUserLength ? Encoding.UTF8.GetString(value) : null;
                return scan.User is { Length: <= RequestScanner.MaxUserLength } user && !user.Contains('\0', StringComparison.Ordinal) ? null
                    : new ScanError("user", $"The field user must be text of at most {RequestScanner.MaxUserLength} characters without U+0000.");
            case "prompt":
                scan.TextBytes = value.Length;
                return null;
            default:
                scan.MayCountOtherwise |= !(value.SequenceEqual("1"u8) || value.SequenceEqual("disabled"u8));
                return null;
        }
    }

    /// <summary>The model that counts is named as one may be: the path's, where it names one, and the form's in any case.</summary>
    private static ScanError? ModelOf(RequestScan scan, string? pathModel)
    {
        if (pathModel is null && !scan.ModelToken.IsPresent)
        {
            return new ScanError("model", "The form has no field model.");
        }

        if (scan.ModelToken.IsPresent && ModelName.Complaint(scan.Model) is { } own)
        {
            return new ScanError("model", own);
        }

        scan.Model = pathModel ?? scan.Model;
        return ModelName.Complaint(scan.Model) is { } complaint ? new ScanError("model", complaint) : null;
    }
}
