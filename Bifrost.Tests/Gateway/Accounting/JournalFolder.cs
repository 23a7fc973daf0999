using Bifrost.Domain.Usage;
using Bifrost.Gateway.Accounting;
using Bifrost.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bifrost.Tests.Gateway.Accounting;

/// <summary>A journal's folder that can be opened, copied as a crash would leave it, and opened again.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly TempFolder folder = new();
    private int copies;

    public string Path => folder.Combine("journal");

    /// <summary>The files with frames, oldest first; not the one that is made ahead.</summary>
    public string[] Segments => [.. Files(Path).Where(HasFrames)];

    public UsageJournal Open(UsageQueue queue, long segmentBytes = 4 << 20, long limitBytes = 1 << 30, bool map = true) => Open(Path, queue, segmentBytes, limitBytes, map);

    public static string[] Files(string path) => [.. Directory.GetFiles(path, "*.journal").Order(StringComparer.Ordinal)];

    /// <summary>What a process that is killed now leaves: the files as they are.</summary>
    public string Copy()
    {
        var copy = folder.Combine($"copy{++copies}");
        Directory.CreateDirectory(copy);
        foreach (var file in Files(Path))
        {
            try
            {
                File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)));
            }
            catch (FileNotFoundException)
            {
                // Deleted meanwhile.
            }
        }

        return copy;
    }

    /// <summary>Opens a folder as the next start would; returns what reaches the writer.</summary>
    public static async Task<(JournalReplay Replay, List<PendingUsage> Pending)> ReplayAsync(string path, bool written = false)
    {
        var queue = new UsageQueue();
        await using var journal = Open(path, queue);
        var replay = await journal.ReplayAsync();
        var pending = new List<PendingUsage>();
        queue.Take(pending, int.MaxValue);
        if (written) pending.ForEach(p => p.Written());
        return (replay, pending);
    }

    public static UsageJournal Open(string path, UsageQueue queue, long segmentBytes = 4 << 20, long limitBytes = 1 << 30, bool map = true) =>
        new(new JournalSettings(path) { SegmentBytes = segmentBytes, LimitBytes = limitBytes, MapSegments = map }, queue, NullLogger<UsageJournal>.Instance);

    public void Dispose() => folder.Dispose();

    private static bool HasFrames(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[JournalFrame.SegmentHeaderLength + JournalFrame.HeaderLength];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start[JournalFrame.SegmentHeaderLength..].ContainsAnyExcept((byte)0);
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
