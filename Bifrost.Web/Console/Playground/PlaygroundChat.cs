using System.Net.ServerSentEvents;
using System.Text.Json;
using Bifrost.Domain.Audit;
using Bifrost.Domain.Governance;
using Bifrost.Domain.Usage;
using Bifrost.Domain.VirtualKeys;
using Bifrost.Gateway.Playground;
using Bifrost.Web.Console.Requests;

namespace Bifrost.Web.Console.Playground;

/// <summary>Sends the playground's chats. Admins only; each is an audit event that names key and model, never the text.</summary>
internal sealed class PlaygroundChat(PlaygroundGateway gateway, AuditTrail audit, UsageQueries queries, TimeProvider time)
{
    private const int MostAnswerBytes = 4 * 1024 * 1024;
    private const int MostLooks = 50;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>Sends one prompt and writes the answer into the message as it comes. Cancelling hangs up on the provider.</summary>
    public async Task<Result<bool>> SendAsync(Actor actor, VirtualKey key, PlaygroundPrompt prompt, PlaygroundMessage answer, CancellationToken cancellationToken)
    {
        var target = new AuditTarget("virtual_key", key.Id, key.Name);
        if (!actor.MayWrite)
        {
            await audit.WriteAsync(actor, AuditActions.PlaygroundUsed, target, AuditOutcome.Denied, "the role does not spend", CancellationToken.None);
            return Failure.Forbidden("Auditors read but do not spend. An admin can use the playground.");
        }

        await audit.WriteAsync(actor, AuditActions.PlaygroundUsed, target, reason: "model " + prompt.Model, cancellationToken: CancellationToken.None);
        await using (var call = gateway.Begin(key.Id, prompt.ToBytes(), cancellationToken))
        {
            try
            {
                await call.StartedAsync().WaitAsync(cancellationToken);
                answer.RequestId = call.RequestId;
                await (call.IsStream ? ReadStreamAsync(call, answer, cancellationToken) : ReadWholeAsync(call, answer, cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                answer.WasStopped = true;
                answer.RequestId ??= call.RequestId;
            }
        }

        return true;
    }

    /// <summary>The answer's record, which is there within moments; null when the database does not take it now.</summary>
    public async Task<UsageRecord?> RecordOfAsync(Guid requestId, CancellationToken cancellationToken)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (await queries.FindAsync(requestId, cancellationToken) is { } record)
            {
                return record;
            }

            await Task.Delay(BetweenLooks, time, cancellationToken);
        }

        return null;
    }

    private static async Task ReadStreamAsync(PlaygroundCall call, PlaygroundMessage answer, CancellationToken cancellationToken)
    {
        await foreach (var item in SseParser.Create(call.Body).EnumerateAsync(cancellationToken))
        {
            if (item.Data.Length > 0 && item.Data[0] == '{')
            {
                Take(item.Data, answer);
            }
        }
    }

    private static async Task ReadWholeAsync(PlaygroundCall call, PlaygroundMessage answer, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(call.Body);
        var buffer = new char[MostAnswerBytes / sizeof(char)];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken);
        Take(new string(buffer, 0, length), answer);
        if (call.Status >= 400)
        {
            answer.Problem ??= $"The answer was status {call.Status}.";
        }
    }

    private static void Take(string json, PlaygroundMessage answer)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            lock (answer.Text)
            {
                answer.Text.Append(Conversation.Delta(document.RootElement));
            }

            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            {
                answer.Problem = error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString() : "The provider reported an error.";
            }
        }
        catch (JsonException)
        {
            answer.Problem = "The answer is not JSON.";
        }
    }
}
