using System.Diagnostics.CodeAnalysis;
using System.Text;
using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.Admission;

/// <summary>Finds the small fields of a form that the gateway reads (model, stream); files and everything else pass.</summary>
internal static class MultipartScanner
{
    /// <summary>Reads a complete multipart body.</summary>
    /// <inheritdoc cref="RequestScanner.TryScan(ReadOnlySpan{byte}, string?, out RequestScan?, out ScanError)" path="/param"/>
    public static bool TryScan(ReadOnlySpan<byte> body, string? contentType, string? pathModel, [NotNullWhen(true)] out RequestScan? scan, out ScanError error)
    {
        scan = null;
        if (!FormParts.TryBegin(body, contentType, out var parts))
        {
            error = new ScanError("content-type", "multipart/form-data needs one boundary of 1 to 70 characters.");
            return false;
        }

        var found = new RequestScan { Items = 1, FormDelimiter = parts.Delimiter, FirstFieldStart = parts.First };
        var wrong = ReadParts(ref parts, body, found) ?? ModelOf(found, pathModel);
        error = wrong ?? default;
        scan = wrong is null ? found : null;
        return wrong is null;
    }

    private static ScanError? ReadParts(ref FormParts parts, ReadOnlySpan<byte> body, RequestScan scan)
    {
        var streams = 0;
        while (parts.MoveNext())
        {
            var part = parts.Current;
            var content = body.Slice(part.Start, part.Length);
            switch (part.Folded)
            {
                case "model" or "stream" when part.Folded != part.Name || part.IsFile:
                    return new ScanError(part.Folded, $"Field names are case-sensitive and spelled plainly: write '{part.Folded}', and give it no file's name.");
                case "models" or "fallbacks":
                    return new ScanError(part.Folded, "Models to fall back to are not supported here: name one in 'model'.");
                case "model" when scan.ModelToken.IsPresent:
                    return new ScanError("model", "The field model stands twice.");
                case "stream" when streams++ > 0:
                    return new ScanError("stream", "The field stream stands twice.");
                case "model":
                    scan.Model = content.Length <= 4 * ModelName.MaxLength ? Encoding.UTF8.GetString(content) : "";
                    scan.ModelToken = new JsonRange(part.Start, part.Length);
                    break;
                case "stream":
                    scan.Stream = content.SequenceEqual("true"u8);
                    break;
            }
        }

        return parts.Error;
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
