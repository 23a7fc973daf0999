using System.Security.Cryptography;
using System.Text;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Persistence;
using Bifrost.Domain.Usage;
using Microsoft.EntityFrameworkCore;

namespace Bifrost.Web.Console.Requests;

/// <summary>Opens what content capture kept. Admins only; each view is written to the audit trail before anything is shown.</summary>
internal sealed class ContentReader(IDbContextFactory<BifrostDbContext> contexts, SecretProtector protector, AuditTrail audit)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public async Task<Result<CapturedText>> ViewAsync(Actor actor, Guid recordId, CancellationToken cancellationToken = default)
    {
        var target = new AuditTarget("request", recordId, recordId.ToString());
        if (!actor.MayWrite)
        {
            await audit.WriteAsync(actor, AuditActions.ContentViewed, target, AuditOutcome.Denied, "the role does not see content", cancellationToken);
            return Failure.Forbidden("Auditors do not see content. An admin can.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.CapturedContents.AsNoTracking().SingleOrDefaultAsync(c => c.RecordId == recordId, cancellationToken) is not { } content)
        {
            return Failure.NotFound("captured content of this request any more");
        }

        await audit.WriteAsync(actor, AuditActions.ContentViewed, target, cancellationToken: cancellationToken);
        try
        {
            return new CapturedText(
                Open(content.EncryptedRequest, CapturedContent.RequestPlace(recordId)),
                Open(content.EncryptedResponse, CapturedContent.ResponsePlace(recordId)),
                content.Truncated);
        }
        catch (CryptographicException)
        {
            return Failure.Invalid("", "This content does not open with the master key: it was moved, altered, or sealed under another one.");
        }
    }

    private string? Open(byte[]? sealedBytes, string place) => sealedBytes is null ? null : TextOf(protector.UnprotectBytes(sealedBytes, place));

    private static string TextOf(byte[] bytes)
    {
        // The cut may have gone through a letter: those at the very end are forgiven, other wrong bytes are no text.
        for (var end = bytes.Length; end > Math.Max(0, bytes.Length - 4); end--)
        {
            try
            {
                var text = Strict.GetString(bytes, 0, end);
                return text.Contains('\0', StringComparison.Ordinal) ? NoText(bytes) : text;
            }
            catch (DecoderFallbackException)
            {
                continue;
            }
        }

        return bytes.Length == 0 ? "" : NoText(bytes);
    }

    private static string NoText(byte[] bytes) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes.Length:N0} bytes that are no text");
}
