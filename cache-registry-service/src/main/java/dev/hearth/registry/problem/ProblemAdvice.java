package dev.hearth.registry.problem;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.contracts.json.WireJson;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells refusals: on {@code /system/**} as plain text, which OpenFaaS clients print as it is, unless the caller accepts
 * JSON; elsewhere as a problem document.
 */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    @ExceptionHandler
    ResponseEntity<byte[]> refused(RefusedException refusal, HttpServletRequest request) {
        return answer(refusal.code(), refusal.detail(), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> redisFailed(DataAccessException failure, HttpServletRequest request) {
        log.warn("{} {} needs Redis: {}", request.getMethod(), request.getRequestURI(), failure.toString());
        return answer(ErrorCode.UNAVAILABLE, "the cache registry cannot reach Redis; try again", request);
    }

    private static ResponseEntity<byte[]> answer(ErrorCode code, String detail, HttpServletRequest request) {
        var answer = ResponseEntity.status(code.httpStatus());
        if (code.httpStatus() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        if (wantsText(request)) {
            return answer.contentType(TEXT).body((detail + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(WireJson.mapper().writeValueAsBytes(Problem.of(code, detail)));
    }

    private static boolean wantsText(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getRequestURI().startsWith("/system/") && (accept == null || !accept.contains("json"));
    }
}
