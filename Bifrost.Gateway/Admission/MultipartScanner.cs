using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;
using Microsoft.Net.Http.Headers;

namespace Bifrost.Gateway.Admission;

/// <summary>Finds the small fields of a form that the gateway reads (model, stream, user); files and everything else pass.</summary>
internal static class MultipartScanner
{
    private const int MaxParts = 100;
    private const int MaxPartHeader = 4 * 1024;

    /// <summary>Reads a complete multipart body.</summary>
    /// <inheritdoc cref="RequestScanner.TryScan(ReadOnlySpan{byte}, string?, out RequestScan?, out ScanError)" path="/param"/>
    public static bool TryScan(ReadOnlySpan<byte> body, string? contentType, string? pathModel, [NotNullWhen(true)] out RequestScan? scan, out ScanError error)
    {
        scan = null;
        error = default;
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 70 } boundary)
        {
            error = new ScanError("content-type", "multipart/form-data needs a boundary of 1 to 70 characters.");
            return false;
        }

        var found = new RequestScan { Items = 1 };
        var delimiter = Encoding.ASCII.GetBytes("--" + boundary.ToString());
        (found.FormDelimiter, found.FirstFieldStart) = (delimiter, Math.Max(0, body.IndexOf(delimiter)));
        if (ReadParts(body, delimiter, found) is { } wrong)
        {
            error = wrong;
            return false;
        }

        if (pathModel is not null)
        {
            found.Model = pathModel;
            if (ModelName.Complaint(pathModel) is { } complaint)
            {
                error = new ScanError("model", complaint);
                return false;
            }
        }
        else if (!found.ModelToken.IsPresent)
        {
            error = new ScanError("model", "The form has no field model.");
            return false;
        }

        scan = found;
        return true;
    }

    private static ScanError? ReadParts(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, RequestScan scan)
    {
        var position = body.IndexOf(delimiter);
        for (var part = 0; position >= 0; part++)
        {
            var start = position + delimiter.Length;
            if (body[start..].StartsWith("--"u8))
            {
                return null;
            }

            var headerEnd = body[start..].IndexOf("\r\n\r\n"u8);
            if (part == MaxParts || headerEnd is < 0 or > MaxPartHeader)
            {
                return new ScanError(null, "The form has too many parts, or one with malformed headers.");
            }

            var contentStart = start + headerEnd + 4;
            var next = body[contentStart..].IndexOf(delimiter);
            if (next < 2)
            {
                return new ScanError(null, "The form ends before its last boundary.");
            }

            var name = NameOf(body.Slice(start, headerEnd));
            if (Take(name, body, contentStart, next - 2, scan) is { } wrong)
            {
                return wrong;
            }

            position = contentStart + next;
        }

        return new ScanError(null, "The body does not begin with its boundary.");
    }

    private static ScanError? Take(string? name, ReadOnlySpan<byte> body, int start, int length, RequestScan scan)
    {
        switch (name)
        {
            case "model" when scan.ModelToken.IsPresent:
                return new ScanError("model", "The field model stands twice.");
            case "model":
                scan.Model = length <= 4 * ModelName.MaxLength ? Encoding.UTF8.GetString(body.Slice(start, length)) : "";
                scan.ModelToken = new JsonRange(start, length);
                return ModelName.Complaint(scan.Model) is { } complaint ? new ScanError("model", complaint) : null;
            case "stream":
                scan.Stream = body.Slice(start, length).SequenceEqual("true"u8);
                return null;
            default:
                return null;
        }
    }

    private static string? NameOf(ReadOnlySpan<byte> headers)
    {
        foreach (var line in Encoding.UTF8.GetString(headers).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("content-disposition:", StringComparison.OrdinalIgnoreCase)
                && ContentDispositionHeaderValue.TryParse(line["content-disposition:".Length..].Trim(), out var disposition))
            {
                return HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            }
        }

        return null;
    }
}
